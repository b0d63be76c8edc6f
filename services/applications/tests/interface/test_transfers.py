"""Certifying, transferring and CORE's answers as a client of the service sees them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from applications.domain.parts.transfer import TRANSFER
from applications.schemas.application import Application
from applications.schemas.transfer import CoreAnswered, TransferCheck
from applications.usecases import answers
from homefire.schemas import load

PLACE = {"number": "7", "street": "Lower Case", "street_type": "st", "zip": "93933"}
SSN = "321-54-9876"
SELF = {"first_name": "Doena", "last_name": "Holschein", "relation": "SELF", "date_of_birth": "1950-12-31"}


def today() -> date:
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def code_of(answer):
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def eligible(loader, number):
    """`eligible(program_year=2026)`: an imported application that may be transferred."""

    def enter(**fields):
        intake = fields.pop("intake_date", today() - timedelta(days=5))
        body = {
            "program": "HEAP",
            "program_year": today().year,
            "intake_date": intake.isoformat(),
            "place_of_service": PLACE,
            "history": {"status": "ELIGIBLE", "entered_by": "OLD SYSTEM"},
        }
        answer = loader.post(f"/customers/{fields.pop('number', number)}/applications", json=body | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def certified(eligible, http):
    """`certified(member={…})`: the same with its household and its dates; as answered by the check."""

    def enter(member=None, **fields):
        made = eligible(**fields)
        path = f"/applications/{made['id']}"
        people = [SELF | {"ssn": SSN} | (member or {})]
        answer = http.put(f"{path}/household/members", json={"members": people}, headers=at(made))
        assert answer.status_code == 200, answer.text
        dates = {"document_date": made["intake_date"], "certification_date": today().isoformat()}
        answer = http.put(f"{path}/certification", json=dates, headers=at(answer.json()))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return enter


@pytest.fixture
def send(http):
    """`send(check)`: the response to the transfer of what was checked."""

    def ask(check, client=http, **body):
        path = f"/applications/{check.get('application_id') or check['id']}/transfer"
        return client.post(path, json=body, headers=at(check))

    return ask


def at(read):
    return {"If-Match": str(read["version"])}


def number_of(application):
    return application["transfers"][-1]["number"]


@pytest.mark.req("R259", "R92")
def test_certify_application_tells_each_date_and_starts_the_clocks(eligible, http, number, outbox_of):
    made = eligible()
    path = f"/applications/{made['id']}/certification"
    answer = http.put(path, json={"certification_date": today().isoformat()}, headers=at(made))
    assert answer.status_code == 200, answer.text
    check = answer.json()
    assert TransferCheck().validate(check) == {}
    assert check["certification"]["certified_by"] == "LOCAL CASEWORKER"
    assert {clock["name"]: clock["left"] for clock in check["clocks"]} == {
        "certification": 55,
        "transfer": 120,
    }
    assert "no_document_date" in [finding["code"] for finding in check["findings"]]
    [event] = outbox_of("applications", subject=number, type="application_certified")
    assert [change["label"] for change in event["data"]["changes"]] == ["CERTIFICATION DATE", "CERTIFIED BY"]
    again = http.put(path, json={"certification_date": today().isoformat()}, headers=at(check))
    assert again.json()["version"] == check["version"]


@pytest.mark.req("R259")
@pytest.mark.parametrize(
    ("days", "field", "code"),
    [
        (-6, "certification_date", "before_intake"),
        (1, "certification_date", "in_the_future"),
        (1, "document_date", "in_the_future"),
    ],
)
def test_certify_application_names_the_date_that_cannot_be(eligible, http, days, field, code):
    made = eligible()
    body = {field: (today() + timedelta(days=days)).isoformat()}
    answer = http.put(f"/applications/{made['id']}/certification", json=body, headers=at(made))
    assert [(each["field"], each["code"]) for each in answer.json()["fields"]] == [(field, code)]


@pytest.mark.req("R82", "R259")
def test_transfer_application_sends_once_and_tells_ids_alone(certified, send, http, number, outbox_of):
    check = certified(account_number="123")
    sent = send(check)
    assert sent.status_code == 200, sent.text
    application = sent.json()
    assert Application().validate(application) == {}
    assert (application["status"], application["transfer_date"]) == ("TRANSFERRED", today().isoformat())
    assert application["transfers"][-1]["by_hand"] is False
    [event] = outbox_of("applications", subject=number, type="application_transferred")
    assert set(event["data"]) == {
        "application_id", "program", "program_year", "transfer_number", "transfer_date", "account_number",
    }  # fmt: skip
    assert code_of(send(check)) == (412, "stale_version")
    assert code_of(send(application)) == (409, "illegal_move")
    assert len(outbox_of("applications", subject=number, type="application_transferred")) == 1
    frozen = http.put(
        f"/applications/{check['application_id']}/certification", json={}, headers=at(application)
    )
    assert code_of(frozen) == (409, "dates_are_frozen")


@pytest.mark.req("R82", "R254")
def test_transfer_application_has_one_effect_for_one_key(certified, http, number, outbox_of):
    check = certified()
    path = f"/applications/{check['application_id']}/transfer"
    headers = at(check) | {"Idempotency-Key": f"send-{number}"}
    first, again = (http.post(path, json={}, headers=headers) for _ in range(2))
    assert number_of(first.json()) == number_of(again.json())
    assert len(outbox_of("applications", subject=number, type="application_transferred")) == 1


@pytest.mark.req("R27", "R249")
def test_export_is_upper_case_frozen_sealed_at_rest_and_for_its_scope_alone(
    certified, send, http, client, number, database, outbox_of
):
    sent = send(certified()).json()
    path = f"/transfers/{number_of(sent)}/export"
    assert code_of(http.post(path)) == (403, "not_permitted")
    customers = client("customers")
    version = {"If-Match": str(customers.get(f"/customers/{number}").json()["version"])}
    customers.patch(f"/customers/{number}", json={"last_name": "Later"}, headers=version).raise_for_status()
    exported = client("applications", role="core_adapter").post(path).json()
    assert exported["application"]["place_of_service_street"] == "LOWER CASE"
    [person] = exported["people"]
    assert (person["first_name"], person["last_name"], person["ssn"]) == ("DOENA", "HOLSCHEIN", "321549876")
    assert len(outbox_of("applications", subject=number, type="transfer_exported")) == 1
    query = sa.text("select sent::text || coalesce(ssn_sealed::text, '') from transfer join transfer_person"
                    " on transfer.id = transfer_id where transfer_id = :number")  # fmt: skip
    with database("applications").connect() as connection:
        stored = connection.scalar(query, {"number": number_of(sent)})
    assert "321549876" not in stored
    assert "321549876" not in str(outbox_of("applications", subject=number))


@pytest.mark.req("R82", "R259")
def test_core_answer_counts_once_and_what_contradicts_it_is_kept(certified, send, http, number, outbox_of):
    sent = send(certified()).json()
    path = f"/transfers/{number_of(sent)}/answer"
    rejected = {"outcome": "REJECTED", "code": "OUT_OF_FUNDS", "reason": "Agency Out of Funds"}
    accepted = {"outcome": "ACCEPTED", "reference": "C-1"}
    answers = [http.post(path, json=body).json() for body in (rejected, rejected, accepted, accepted)]
    effects = [answer["effect"] for answer in answers]
    assert effects == ["applied", "repeated", "contradicts", "repeated"]
    assert {answer["status"] for answer in answers} == {"REJECTED"}
    read = http.get(f"/applications/{sent['id']}").json()
    assert read["status_reason"] == "Agency Out of Funds"
    assert [each["effect"] for each in read["transfers"][-1]["answers"]] == ["applied", "contradicts"]
    moved = outbox_of("applications", subject=number, type="application_status_changed")
    assert [event["data"]["new_status"] for event in moved] == ["TRANSFERRED", "REJECTED"]


@pytest.mark.req("R82")
def test_a_late_answer_to_an_older_transfer_does_not_move_the_newer_one(certified, send, http, move):
    first = send(certified()).json()
    rejected = {"outcome": "REJECTED", "reason": "Agency Out of Funds"}
    http.post(f"/transfers/{number_of(first)}/answer", json=rejected).raise_for_status()
    read = http.get(f"/applications/{first['id']}").json()
    second = send(move(read, "CORRECTED").json()).json()
    assert [kept["number"] for kept in second["transfers"]] == [number_of(first), number_of(second)]
    late = http.post(f"/transfers/{number_of(first)}/answer", json={"outcome": "ACCEPTED"}).json()
    assert (late["effect"], late["status"]) == ("contradicts", "TRANSFERRED")
    done = http.post(f"/transfers/{number_of(second)}/answer", json={"outcome": "ACCEPTED"}).json()
    assert (done["effect"], done["status"]) == ("applied", "BENEFITTED")


@pytest.mark.req("R259")
def test_a_rejection_needs_cores_reason_and_an_answer_a_transfer(certified, send, http):
    number = number_of(send(certified()).json())
    refused = http.post(f"/transfers/{number}/answer", json={"outcome": "REJECTED"})
    assert refused.json()["fields"][0]["code"] == "reason_required"
    missing = http.post("/transfers/999999999/answer", json={"outcome": "ACCEPTED"})
    assert code_of(missing) == (404, "transfer_not_found")


@pytest.mark.req("R82", "R92")
def test_a_transfer_entered_by_hand_is_kept_and_sends_nothing(certified, http, move, number, outbox_of):
    check = certified()
    moved = move({"id": check["application_id"], **check}, "TRANSFERRED").json()
    assert moved["transfers"][-1]["by_hand"] is True
    assert outbox_of("applications", subject=number, type="application_transferred") == []
    benefitted = move(moved, "BENEFITTED").json()
    assert [each["effect"] for each in benefitted["transfers"][-1]["answers"]] == ["applied"]
    late = http.post(f"/transfers/{number_of(moved)}/answer", json={"outcome": "REJECTED", "reason": "LATE"})
    assert (late.json()["effect"], late.json()["status"]) == ("contradicts", "BENEFITTED")


@pytest.fixture
def blocking(database):
    """`blocking("not_certified")`: what blocks a transfer of HEAP while the test runs."""
    delete = sa.text("delete from program_part where part = 'transfer' and entered_by = 'TEST'")
    insert = sa.text(
        "insert into program_part values ('HEAP', 'transfer', current_date - 1, 1, cast(:rows as jsonb),"
        " 'TEST', now())"
    )

    def block(*codes):
        rows = json.dumps([TRANSFER.shipped[0] | {"blocks": list(codes)}])
        with database("applications").begin() as connection:
            connection.execute(insert, {"rows": rows})

    yield block
    with database("applications").begin() as connection:
        connection.execute(delete)


@pytest.mark.req("R92")
def test_what_the_contract_blocks_is_overridden_by_a_supervisor_with_a_reason_that_is_told(
    eligible, blocking, send, supervisor, move, number, outbox_of
):
    made = eligible()
    blocking("not_certified")
    refused = send(made)
    assert code_of(refused) == (409, "transfer_blocked")
    assert refused.json()["findings"] == ["not_certified"]
    assert code_of(move(made, "TRANSFERRED")) == (409, "transfer_blocked")
    assert code_of(send(made, override_reason="CSD agreed")) == (403, "not_permitted")
    sent = send(made, supervisor, override_reason="CSD agreed by phone")
    assert sent.status_code == 200, sent.text
    [event] = outbox_of("applications", subject=number, type="application_transferred")
    assert event["data"]["override_reason"] == "CSD agreed by phone"
    assert sent.json()["transfers"][-1]["override_reason"] == "CSD agreed by phone"


@pytest.mark.req("R92", "R110")
def test_findings_name_what_differs_from_what_core_was_sent_the_year_before(certified, send, http):
    year = today().year
    send(certified(program_year=year - 1, intake_date=date(year - 1, 6, 1))).raise_for_status()
    check = certified({"last_name": "Married", "ssn": "321-54-9877"})
    [finding] = [each for each in check["findings"] if each["code"] == "identity_differs"]
    assert "name, SSN" in finding["sentence"]


@pytest.mark.req("R90")
def test_a_second_active_application_of_the_year_blocks_the_transfer(eligible, send, new_customer, database):
    made, other = eligible(), eligible(number=new_customer()["number"])
    # As a merge leaves it whose conflict arose while it was under way.
    moved = sa.text(
        "update application set home_number = customer_number, customer_number = :to where id = :id"
    )
    with database("applications").begin() as connection:
        connection.execute(moved, {"to": made["customer_number"], "id": other["id"]})
    refused = send(made)
    assert code_of(refused) == (409, "active_application_exists")
    assert refused.json()["application_id"] == other["id"]


@pytest.mark.req("R92", "R142")
def test_who_has_moved_is_told_of_beside_the_transfer(eligible, http):
    made = eligible()
    path, place = f"/applications/{made['id']}", {"street": "OTHER ROAD", "zip": "93933"}
    assert "items_open" not in [each["code"] for each in http.get(f"{path}/transfer").json()["findings"]]
    body = {"place_of_service": place, "place_change": "MOVED"}
    http.patch(path, json=body, headers=at(made)).raise_for_status()
    [finding] = [
        each for each in http.get(f"{path}/transfer").json()["findings"] if each["code"] == "items_open"
    ]
    assert (finding["severity"], "ADDRESS" in finding["sentence"]) == ("warns", True)


@pytest.mark.req("R92", "R259")
def test_an_application_is_not_received_after_it_was_certified(eligible, http):
    made = eligible(intake_date=today() - timedelta(days=5))
    path = f"/applications/{made['id']}"
    dates = {"certification_date": (today() - timedelta(days=3)).isoformat()}
    check = http.put(f"{path}/certification", json=dates, headers=at(made)).json()
    later = {"intake_date": (today() - timedelta(days=2)).isoformat()}
    refused = http.patch(path, json=later, headers=at(check))
    assert [field["code"] for field in refused.json()["fields"]] == ["after_certification"]


@pytest.mark.req("R248")
def test_a_transfer_is_exported_only_while_core_has_yet_to_take_it(
    certified, send, move, http, client, outbox_of
):
    adapter = client("applications", role="core_adapter")

    def export(transfer):
        return adapter.post(f"/transfers/{transfer}/export")

    check = certified()
    by_hand = move({"id": check["application_id"], **check}, "TRANSFERRED").json()
    number = by_hand["customer_number"]
    assert code_of(export(number_of(by_hand))) == (409, "transfer_is_over")
    rejected = {"outcome": "REJECTED", "reason": "Agency Out of Funds"}
    http.post(f"/transfers/{number_of(by_hand)}/answer", json=rejected).raise_for_status()
    read = http.get(f"/applications/{by_hand['id']}").json()
    second = send(move(read, "CORRECTED").json()).json()
    assert code_of(export(number_of(by_hand))) == (409, "transfer_is_over")
    assert export(number_of(second)).status_code == 200
    answer = adapter.post(f"/transfers/{number_of(second)}/core-answer", json={"outcome": "ACCEPTED"})
    assert (answer.status_code, answer.json()["effect"]) == (200, "applied")
    assert code_of(export(number_of(second))) == (409, "transfer_is_over")
    assert len(outbox_of("applications", subject=number, type="transfer_exported")) == 1


@pytest.mark.req("R247")
def test_the_adapter_brings_and_answers_transfers_and_reads_nothing_else(certified, send, http, client):
    sent = send(certified()).json()
    adapter = client("applications", role="core_adapter")
    assert code_of(adapter.get(f"/applications/{sent['id']}")) == (403, "not_permitted")
    path, body = f"/transfers/{number_of(sent)}", {"outcome": "ACCEPTED"}
    assert code_of(adapter.post(f"{path}/answer", json=body)) == (403, "not_permitted")
    assert code_of(http.post(f"{path}/core-answer", json=body)) == (403, "not_permitted")


@pytest.mark.req("R82", "R249")
def test_what_core_says_over_the_bus_is_cut_and_masked_and_what_people_say_is_refused(
    certified, send, http, suite, number, outbox_of
):
    transfer = number_of(send(certified()).json())
    said = {
        "transfer_number": transfer,
        "outcome": "REJECTED",
        "reason": "No match for 321-54-9876." + " " + "x" * 500,
    }
    refused = http.post(
        f"/transfers/{transfer}/answer", json={"outcome": "REJECTED", "reason": "321 54 9876"}
    )
    assert refused.json()["fields"][0]["code"] == "personal_number"
    with suite.work_in("applications") as work:
        answers.hear(work, load(CoreAnswered(), said))
    [event] = outbox_of("applications", subject=number, type="core_answer_recorded")
    assert event["data"]["reason"].startswith("No match for ***-**-****. x")
    assert len(event["data"]["reason"]) == 400
    assert "9876" not in str(outbox_of("applications", subject=number))


@pytest.mark.req("R92", "R249")
def test_no_personal_number_is_a_reason(certified, send, supervisor, move):
    check = certified()
    refused = send(check, supervisor, override_reason="he is 321549876")
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("override_reason", "personal_number")
    ]
    moved = move({"id": check["application_id"], **check}, "DENIED", reason="he is 321-54-9876")
    assert moved.json()["fields"][0]["code"] == "personal_number"
