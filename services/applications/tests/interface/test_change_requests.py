"""Change requests to CSD as a client of the service sees them (R109 to R112)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from applications import proofs
from applications.schemas.change_request import ChangeRequest, ChangeRequests, Comparison
from applications.service import ApplicationsService
from gateway.roles import roles
from homefire import projection
from homefire.errors import Invalid, NotPermitted

SSN = "321-54-9876"
PLACE = {"number": "7", "street": "THIS", "zip": "93933"}
NAME = {"field": "LAST_NAME", "core_value": "HOLSTEIN", "our_value": "HOLSCHEIN", "proof": "passport"}
BODY = {"program_year": 2023, "reason": "DATA_ENTRY", "fields": [NAME]}


def at(read):
    return {"If-Match": str(read["version"])}


def code_of(answer):
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def draft(http, number):
    """`draft(fields=[…])`: a request of the customer, as it was answered."""

    def write(**fields):
        answer = http.post(f"/customers/{number}/change-requests", json=BODY | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return write


@pytest.fixture
def step(http):
    """`step(request, "SUBMITTED", csd_reference="…")`: the response to one step."""

    def ask(request, status, **fields):
        path = f"/change-requests/{request['id']}/status"
        return http.post(path, json={"status": status, **fields}, headers=at(request))

    return ask


@pytest.fixture
def sent(loader, http, number):
    """What CORE was sent of the customer: the application after its transfer."""
    body = {
        "program": "HEAP",
        "program_year": 2023,
        "intake_date": "2023-04-03",
        "place_of_service": PLACE,
        "history": {"status": "ELIGIBLE"},
    }
    made = loader.post(f"/customers/{number}/applications", json=body).json()
    person = {"first_name": "Doena", "last_name": "Holstein", "relation": "SELF", "ssn": SSN}
    path = f"/applications/{made['id']}"
    people = [person | {"date_of_birth": "1950-12-31"}]
    read = http.put(f"{path}/household/members", json={"members": people}, headers=at(made)).json()
    answer = http.post(f"{path}/transfer", json={}, headers=at(read))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.req("R109", "R110", "R111")
@pytest.mark.parametrize(
    ("last", "reason", "given", "kept"),
    [
        ("ACCEPTED", "", "", "CSD-9"),
        ("REJECTED", "NO PROOF", "CSD-10", "CSD-10"),
        ("WITHDRAWN", "", "", "CSD-9"),
    ],
)
def test_a_request_goes_from_draft_to_its_end_and_each_step_is_told(
    draft, step, http, number, outbox_of, last, reason, given, kept
):
    earlier, made = draft(), draft()
    assert ChangeRequest().validate(made) == {}
    assert (made["status"], made["next_statuses"]) == ("DRAFT", ["SUBMITTED", "WITHDRAWN"])
    submitted = step(made, "SUBMITTED", csd_reference="CSD-9").json()
    over = step(submitted, last, reason=reason, csd_reference=given).json()
    assert (over["status"], over["csd_reference"], over["decision_reason"]) == (last, kept, reason)
    assert over["decided_on"] is not None
    listed = http.get(f"/customers/{number}/change-requests").json()
    assert ChangeRequests().validate(listed) == {}
    assert [each["id"] for each in listed["items"]] == [made["id"], earlier["id"]]
    name = f"change_request/{made['id']}"
    told = [event for event in outbox_of("applications", subject=number) if event["aggregate"] == name]
    steps = [event["type"].removeprefix("change_request_") for event in told]
    assert steps == ["drafted", "submitted", last.lower()]
    assert (told[-1]["data"]["csd_reference"], told[-1]["data"].get("decision_reason", "")) == (kept, reason)
    assert [event["sequence"] for event in told] == [1, 2, 3]
    assert "HOLSTEIN" not in str(told) and told[0]["data"]["fields_named"] == "LAST NAME"


@pytest.mark.req("R111")
def test_steps_that_the_machine_lacks_are_refused_and_only_a_draft_is_edited(draft, step, http):
    made = draft()
    assert code_of(step(made, "ACCEPTED")) == (409, "illegal_move")
    path = f"/change-requests/{made['id']}"
    changed = http.put(
        path, json=BODY | {"fields": [NAME | {"our_value": "HOLSCHTEIN"}]}, headers=at(made)
    ).json()
    assert changed["fields"][0]["our_value"] == "HOLSCHTEIN"
    submitted = step(changed, "SUBMITTED").json()
    assert code_of(http.put(path, json=BODY, headers=at(submitted))) == (409, "request_is_closed")
    assert step(submitted, "REJECTED").json()["fields"][0]["code"] == "reason_required"
    early = (date.fromisoformat(submitted["submitted_on"]) - timedelta(days=1)).isoformat()
    refused = step(submitted, "REJECTED", reason="NO PROOF", date=early)
    assert refused.json()["fields"][0]["code"] == "before_submission"


@pytest.mark.req("R111")
@pytest.mark.parametrize("status", ["SUBMITTED", "WITHDRAWN"])
def test_no_step_is_taken_before_the_request_was_written(draft, step, status):
    made = draft()
    [field] = step(made, status, date="1/1/2019").json()["fields"]
    assert (field["field"], field["code"]) == ("date", "before_draft")
    assert field["detail"].startswith("The request was written on ")
    [field] = step(made, status, date="1/1/2100").json()["fields"]
    assert (field["field"], field["code"]) == ("date", "in_the_future")
    assert step(made, status).status_code == 200


@pytest.mark.req("R110", "R111")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "BOREDOM"}, "not_on_list"),
        ({"reason": "OTHER"}, "explanation_required"),
        ({"fields": [NAME, NAME]}, "named_twice"),
        ({"fields": [NAME | {"our_value": ""}]}, "required"),
        ({"fields": [NAME | {"field": "SHOE_SIZE"}]}, "not_on_list"),
        ({"fields": [{"field": "SSN", "core_value": "000-12-3456"}]}, "ssn_area"),
        ({"application_id": 999999999}, "not_theirs"),
        ({"fields": [{"field": "SSN", "core_transfer": 999999999}]}, "not_theirs"),
        ({"explanation": "his number is 321 54 9876"}, "personal_number"),
        ({"fields": [NAME | {"our_value": "321-54-9876"}]}, "personal_number"),
    ],
)
def test_draft_change_request_names_what_is_wrong(http, number, fields, code):
    answer = http.post(f"/customers/{number}/change-requests", json=BODY | fields)
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["code"] == code


@pytest.mark.req("R111", "R249")
def test_ssns_of_a_request_are_sealed_masked_and_never_told(sent, draft, number, database, outbox_of):
    transfer = sent["transfers"][-1]["number"]
    made = draft(fields=[{"field": "SSN", "core_transfer": transfer, "our_value": "321-54-9877"}])
    [field] = made["fields"]
    assert (field["core_value"], field["our_value"]) == ("***-**-9876", "***-**-9877")
    query = sa.text("select core_sealed::text || our_sealed::text || core_value || our_value"
                    " from change_request_field where request_id = :id")  # fmt: skip
    with database("applications").connect() as connection:
        stored = connection.scalar(query, {"id": made["id"]})
    assert "3215498" not in stored + str(outbox_of("applications", subject=number))


@pytest.mark.req("R112")
def test_comparison_names_what_differs_from_what_was_sent(sent, http, client, number):
    path = f"/customers/{number}/core-comparison"
    same = {
        "first_name": "doena",
        "middle_initial": "",
        "last_name": "HOLSTEIN",
        "date_of_birth": "1950-12-31",
    }
    unchanged = http.post(path, json=same).json()
    assert Comparison().validate(unchanged) == {}
    assert (unchanged["sent"]["application_id"], unchanged["differences"]) == (sent["id"], [])
    other = same | {"last_name": "Holschein", "date_of_birth": "1950-12-30"}
    customers, record = client("customers"), f"/customers/{number}"
    version = {"If-Match": str(customers.get(record).json()["version"])}
    given = {"tax_id_type": "SSN", "ssn": "417-33-9219"}
    customers.patch(record, json=given, headers=version).raise_for_status()
    found = http.post(path, json=other).json()["differences"]
    assert [(each["field"], each["core_value"], each["our_value"]) for each in found] == [
        ("LAST_NAME", "HOLSTEIN", "HOLSCHEIN"),
        ("DATE_OF_BIRTH", "12/31/1950", "12/30/1950"),
        ("SSN", "***-**-9876", ""),
    ]
    assert http.post("/customers/999999999/core-comparison", json=same).json()["sent"] is None


@pytest.mark.req("R11", "R109")
def test_an_open_request_keeps_the_record_from_being_deleted(draft, step, http, number):
    made = draft()

    def blocking():
        items = http.get(f"/customers/{number}/applications/count").json()["items"]
        return next(item["blocking"] for item in items if item["kind"] == "change_requests")

    assert blocking() == 1
    assert step(made, "WITHDRAWN").status_code == 200
    assert blocking() == 0


@pytest.fixture
def applications_asks(suite, new_customer):
    """`applications_asks(number, "321549876")`: whether customers knows the same number, by the service's own token."""
    edge = suite.edge("applications")

    def compare(number, ssn, scopes=ApplicationsService.scopes):
        token = edge.signer.sign(
            sub="applications", name="applications", kind="service", audience=["customers"], scopes=scopes
        )
        index = edge.blind_index.digest("SSN", ssn).hex() if ssn else ""
        return suite.rpc("customers", "compare_ssn_index", number, {"ssn_index": index}, token=token)["same"]

    return compare


@pytest.mark.req("R112", "R249")
def test_customers_tells_the_applications_service_whether_a_number_is_the_same_and_nobody_the_index(
    applications_asks, new_customer, suite
):
    digits = "417339218"
    known, unknown = new_customer(ssn=digits)["number"], new_customer()["number"]
    assert [applications_asks(known, given) for given in (digits, "321549879", "")] == [True, False, False]
    assert [applications_asks(unknown, given) for given in (digits, "")] == [None, None]
    with pytest.raises(NotPermitted):
        applications_asks(known, digits, ["customers:read"])
    for role in (name for name, role in roles().items() if not role.party):
        with pytest.raises(NotPermitted):
            suite.rpc("customers", "compare_ssn_index", known, {"ssn_index": ""}, role=role)


@pytest.mark.req("R249")
def test_values_of_a_request_travel_over_http_alone_and_are_kept_with_no_answer(
    http, rpc, number, database, new_customer
):
    path, key = f"/customers/{number}/change-requests", {"Idempotency-Key": f"values-{number}"}
    born = {"field": "DATE_OF_BIRTH", "core_value": "02/29/1952", "our_value": "02/28/1952"}
    first, again = (http.post(path, json=BODY | {"fields": [born]}, headers=key).json() for _ in range(2))
    assert first["fields"][0]["core_value"] == "02/29/1952" and again["id"] == first["id"]
    with database("applications").connect() as connection:
        stored = connection.scalars(
            sa.text("select answer::text from answers where key = :key"), {"key": key["Idempotency-Key"]}
        ).all()
    assert stored and "02/29/1952" not in str(stored)
    with pytest.raises(Invalid, match="HTTP alone"):
        rpc("applications", "list_change_requests", number)


@pytest.mark.req("R111", "R249")
def test_a_step_takes_no_personal_number(draft, step):
    for name in ("reason", "csd_reference"):
        [field] = step(draft(), "SUBMITTED", **{name: "about 321549876"}).json()["fields"]
        assert (field["field"], field["code"]) == (name, "personal_number")


@pytest.mark.req("R111")
def test_a_draft_written_anew_keeps_cores_ssn_that_nobody_is_shown(sent, draft, http):
    made = draft(fields=[{"field": "SSN", "core_transfer": sent["transfers"][-1]["number"]}])
    again = BODY | {"fields": [NAME, {"field": "SSN", "proof": "card"}]}
    changed = http.put(f"/change-requests/{made['id']}", json=again, headers=at(made)).json()
    assert [each["core_value"] for each in changed["fields"]] == ["HOLSTEIN", "***-**-9876"]


@pytest.mark.req("R111")
def test_a_draft_sent_back_as_it_is_shown_keeps_both_numbers_until_another_is_typed(draft, http):
    made = draft(fields=[{"field": "SSN", "core_value": SSN, "our_value": "765-43-2109"}])

    def written(read, **said):
        entry = {"field": "SSN", "proof": "card"} | said
        answer = http.put(f"/change-requests/{read['id']}", json=BODY | {"fields": [entry]}, headers=at(read))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def values(read):
        return read["fields"][0]["core_value"], read["fields"][0]["our_value"]

    shown = {name: made["fields"][0][name] for name in ("core_value", "our_value")}
    kept = written(made, **shown)
    assert values(kept) == ("***-**-9876", "***-**-2109")
    other = written(kept, core_value="765-43-1111", our_value="as on our record")
    assert values(other) == ("***-**-1111", "as on our record")
    wrong = BODY | {"fields": [{"field": "SSN", "our_value": "***-**-2109"}]}
    answer = http.put(f"/change-requests/{made['id']}", json=wrong, headers=at(other))
    assert [field["field"] for field in answer.json()["fields"]] == ["fields.0.our_value"]


@pytest.mark.req("R111")
def test_a_request_rests_on_the_customers_own_documents(http, number, new_customer, suite):
    other = {"document_id": 770_001, "customer_number": new_customer()["number"]}
    with suite.work_in("applications") as work:
        kept = other | {"document_type": "PASSPORT", "file_name": "passport.pdf"}
        projection.remember(work.session, proofs.DOCUMENTS, "770001", 1, kept)
    body = BODY | {"fields": [NAME | {"document_id": 770_001}]}
    [field] = http.post(f"/customers/{number}/change-requests", json=body).json()["fields"]
    assert (field["field"], field["code"]) == ("fields.0.document_id", "not_this_customers")
