"""The verification panel as a client of the service sees it."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from applications.models import ProgramPart
from applications.schemas.verification import Panel
from applications.usecases import verification
from homefire.events import Event
from homefire.testing.suite import verify_all

_documents = itertools.count(700_001)


def problem(answer):
    return answer.status_code, answer.json()["code"]


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


@pytest.fixture
def panel(http):
    """`panel(application)`: the panel, and `panel(application, "INCOME")`: one item of it."""

    def read(application: dict[str, Any], code: str = "") -> dict[str, Any]:
        found = http.get(f"/applications/{application['id']}/verification").json()
        return next(item for item in found["items"] if item["code"] == code) if code else found

    return read


@pytest.fixture
def decide(http, panel):
    """`decide(application, "INCOME", "REJECT", "…")`: the response to one decision, in the newest version."""

    def send(application, code, action, reason="", **headers):
        version = {"If-Match": str(panel(application)["version"])}
        body = {"action": action, "reason": reason}
        path = f"/applications/{application['id']}/verification/{code}"
        return http.post(path, json=body, headers=version | headers)

    return send


@pytest.fixture
def link(http, panel, suite):
    """`link(application, "INCOME", "PAYSTUB")`: the response to linking a document that the customer has for it."""

    def send(application, code, document_type, document_id=None):
        if document_id is None:
            event = uploaded(application["customer_number"], document_type, historic=True, name="october.pdf")
            with suite.work_in("applications") as work:
                verification.follow_document(work, event)
            document_id = event.data["document_id"]
        body = {"document_id": document_id, "document_type": document_type}
        return http.post(
            f"/applications/{application['id']}/verification/{code}/documents",
            json=body | {"file_name": "october.pdf"},
            headers={"If-Match": str(panel(application)["version"])},
        )

    return send


def uploaded(number: int, document_type: str, *, historic: bool = False, name: str = "july.pdf") -> Event:
    """A document that the documents service has taken in."""
    document = next(_documents)
    data = {"document_id": document, "document_type": document_type, "file_name": name}
    return Event(
        uuid.uuid4(), "/documents", "document_uploaded", str(number), datetime.now(UTC), data, "1", "X", "customer",
        "abc", "", f"document/{document}", 1, None, historic,
    )  # fmt: skip


@pytest.mark.req("R134", "R138", "R143")
def test_panel_begins_with_five_items_of_the_program_and_says_where_to_start(receive, panel, http, number):
    application = receive()
    found = panel(application)
    assert Panel().validate(found) == {}
    assert {item["code"]: item["status"] for item in found["items"]} == {
        "IDENTITY": "NOT_STARTED",
        "ADDRESS": "NOT_STARTED",
        "INCOME": "NOT_STARTED",
        "HOME_OWNERSHIP": "NOT_APPLICABLE",
        "EXISTING_BENEFITS": "NOT_STARTED",
    }
    assert [item["code"] for item in found["items"] if item["start"]] == ["IDENTITY"]
    assert found["missing"] == ["IDENTITY", "ADDRESS", "INCOME"]
    (listed,) = http.get(f"/customers/{number}/applications").json()["applications"]
    assert [item["code"] for item in listed["verification"]] == [item["code"] for item in found["items"]]


@pytest.mark.req("R135", "R141")
def test_decisions_are_told_and_kept_with_reason_and_person(receive, decide, panel, number, outbox_of):
    application = receive()
    assert fields_of(decide(application, "IDENTITY", "REJECT")) == [("reason", "reason_required")]
    assert decide(application, "IDENTITY", "VERIFY").status_code == 200
    assert problem(decide(application, "IDENTITY", "VERIFY")) == (409, "illegal_decision")
    assert decide(application, "IDENTITY", "REJECT", "the picture is another person").status_code == 200
    answer = decide(application, "IDENTITY", "REOPEN", "brought her passport").json()
    item = panel(application, "IDENTITY")
    assert (item["status"], item["reason"], answer["version"]) == ("REVIEW", "brought her passport", 4)
    assert [(each["new_status"], each["entered_by"]) for each in item["history"]] == [
        (status, "LOCAL CASEWORKER") for status in ("REVIEW", "REJECTED", "VERIFIED")
    ]
    told = outbox_of("applications", subject=number, type="verification_changed")
    assert [(event["data"]["old_status"], event["data"]["new_status"]) for event in told] == [
        ("NOT_STARTED", "VERIFIED"),
        ("VERIFIED", "REJECTED"),
        ("REJECTED", "REVIEW"),
    ]
    assert told[1]["data"]["changes"][0]["new_text"] == "REJECTED: the picture is another person"
    assert [event["sequence"] for event in told] == [2, 3, 4]


@pytest.mark.req("R136")
def test_verifying_without_a_document_asks_for_a_reason_and_a_linked_one_answers_it(
    receive, decide, link, panel
):
    application = receive()
    assert fields_of(decide(application, "INCOME", "VERIFY")) == [("reason", "reason_required")]
    assert fields_of(link(application, "INCOME", "W9")) == [("document_id", "wrong_type")]
    linked = link(application, "INCOME", "PAYSTUB")
    assert linked.status_code == 200, linked.text
    item = panel(application, "INCOME")
    assert (item["status"], item["documents"][0]["file_name"]) == ("REVIEW", "october.pdf")
    assert decide(application, "INCOME", "VERIFY").status_code == 200
    assert panel(application, "INCOME")["history"][0]["document_ids"] == [item["documents"][0]["document_id"]]
    # An item's code is read in any case, as a status is, and kept as it is spelled.
    assert link(application, "address", "UTILITY_BILL").status_code == 200
    assert decide(application, "address", "VERIFY").status_code == 200
    item = panel(application, "ADDRESS")
    assert (item["status"], len(item["documents"])) == ("VERIFIED", 1)


def test_what_is_not_there_is_named(receive, decide, http, panel):
    application = receive()
    assert problem(decide(application, "HOME_OWNERSHIP", "VERIFY")) == (409, "illegal_decision")
    unknown = decide(application, "SHOE_SIZE", "VERIFY")
    assert problem(unknown) == (404, "no_such_item")
    assert "IDENTITY, ADDRESS, INCOME, HOME_OWNERSHIP, EXISTING_BENEFITS" in unknown.json()["detail"]
    stale = decide(application, "IDENTITY", "VERIFY", **{"If-Match": "9"})
    assert problem(stale) == (412, "stale_version")
    assert problem(http.get("/applications/999999999/verification")) == (404, "application_not_found")


@pytest.mark.req("R80")
def test_eligible_is_refused_by_name_until_the_required_items_are_verified(
    receive, move, decide, http, panel
):
    application = receive()
    refused = move(application, "ELIGIBLE")
    assert problem(refused) == (409, "not_verified")
    assert refused.json()["missing"] == ["IDENTITY", "ADDRESS", "INCOME"]
    assert "IDENTITY, ADDRESS, INCOME" in refused.json()["detail"]
    ready = verify_all(http, application)
    assert panel(application)["missing"] == []
    decide(application, "INCOME", "REJECT", "forged")
    assert move(ready | {"version": panel(application)["version"]}, "ELIGIBLE").json()["missing"] == [
        "INCOME"
    ]
    decide(application, "INCOME", "VERIFY", "seen at the employer")
    assert move(ready | {"version": panel(application)["version"]}, "ELIGIBLE").status_code == 200


@pytest.mark.req("R140", "R201")
def test_document_puts_what_it_serves_under_review_once_by_rule_and_without_a_user(
    receive, move, panel, number, suite, outbox_of
):
    application, over = receive(), move(receive(program_year=2019), "WITHDRAWN").json()
    event = uploaded(number, "PAYSTUB")
    for each in (event, uploaded(number, "PAYSTUB"), uploaded(number, "W9")):
        with suite.work_in("applications") as work:
            verification.follow_document(work, each)
    item = panel(application, "INCOME")
    assert (item["status"], item["rule"], item["changed_by"]) == ("REVIEW", "DOCUMENT_RECEIVED", "")
    assert [each["document_id"] for each in item["documents"]] == [event.data["document_id"]]
    assert panel(over, "INCOME")["status"] == "NOT_STARTED"
    (told,) = outbox_of("applications", subject=number, type="verification_changed")
    assert (told["actorkind"], told["data"]["rule"]) == ("system", "DOCUMENT_RECEIVED")
    assert "PAYSTUB july.pdf" in told["data"]["changes"][0]["new_text"]


@pytest.mark.req("R140")
def test_imported_document_starts_nothing_and_is_known_for_linking(
    receive, panel, number, suite, link, new_customer
):
    application = receive()
    event = uploaded(number, "PAYSTUB", historic=True)
    others = uploaded(new_customer()["number"], "PAYSTUB", historic=True)
    for each in (event, others):
        with suite.work_in("applications") as work:
            verification.follow_document(work, each)
    assert panel(application, "INCOME")["status"] == "NOT_STARTED"
    foreign = link(application, "INCOME", "PAYSTUB", others.data["document_id"])
    assert fields_of(foreign) == [("document_id", "not_this_customers")]
    # What the documents service has told counts, whatever a caller says of it.
    assert link(application, "INCOME", "W9", event.data["document_id"]).status_code == 200
    assert panel(application, "INCOME")["documents"][0]["file_name"] == "july.pdf"


@pytest.mark.req("R137")
def test_other_benefits_are_listed_and_a_letter_verifies_only_by_the_programs_rule(
    receive, http, panel, number, suite, outbox_of
):
    application = receive()
    path = f"/applications/{application['id']}/benefits"
    snap = {"kind": "SNAP", "verified_by": "LETTER", "since": "1/2/2018", "amount": "$211.5"}

    def add(**fields):
        return http.post(path, json=snap | fields, headers={"If-Match": str(panel(application)["version"])})

    assert fields_of(add(kind="LOTTERY")) == [("kind", "not_on_list")]
    assert fields_of(add(since="1/1/2999")) == [("since", "in_the_future")]
    answer = add().json()
    assert Panel().validate(answer) == {}
    (benefit,) = answer["benefits"]
    assert (benefit["kind"]["label"], benefit["since"], benefit["amount"]) == (
        "SNAP (CALFRESH)", "2018-01-02", "211.50",
    )  # fmt: skip
    assert panel(application, "EXISTING_BENEFITS")["status"] == "NOT_STARTED"
    proposed = http.get(f"/applications/{application['id']}/eligibility/proposal").json()
    assert proposed["benefits"] == [{"kind": "SNAP", "label": "SNAP (CALFRESH)"}]
    with _rule_for_benefits(suite):
        assert add(kind="SSI", amount=None).status_code == 200
    item = panel(application, "EXISTING_BENEFITS")
    assert (item["status"], item["rule"], item["changed_by"]) == ("VERIFIED", "BENEFIT_LETTER", "")
    removal = f"{path}/{benefit['id']}/removal"
    version = {"If-Match": str(panel(application)["version"])}
    assert [each["kind"]["code"] for each in http.post(removal, headers=version).json()["benefits"]] == [
        "SSI"
    ]
    told = [event["type"] for event in outbox_of("applications", subject=number)]
    assert told.count("other_benefit_added") == 2 and told[-1] == "other_benefit_removed"


class _rule_for_benefits:
    """The program's rule turned on while the block runs, by the program's rows as an agency would set them."""

    def __init__(self, suite) -> None:
        self._suite = suite

    def __enter__(self) -> None:
        rows = [
            {
                "code": "EXISTING_BENEFITS", "label": "EXISTING BENEFITS", "applies": True, "required": False,
                "wants_document": False, "document_types": [], "rules": ["BENEFIT_LETTER"],
            }
        ]  # fmt: skip
        row = {"program_code": "HEAP", "part": "verification", "valid_from": date(2018, 12, 3), "revision": 1}
        stamp = {"entered_by": "TEST", "entered_at": datetime.now(UTC)}
        with self._suite.work_in("applications") as work:
            work.session.execute(sa.insert(ProgramPart).values(rows=rows, **row, **stamp))

    def __exit__(self, *_: object) -> None:
        with self._suite.database("applications").begin() as connection:
            connection.execute(sa.delete(ProgramPart).where(ProgramPart.part == "verification"))


@pytest.mark.req("R142")
def test_moved_opens_address_again_and_a_correction_does_not(receive, http, decide, panel, number, outbox_of):
    application, elsewhere = (
        receive(),
        receive(program_year=2019, place_of_service={"street": "OAK", "zip": "95077"}),
    )
    same = receive(program_year=2020, intake_date="2020-03-01")

    def change(**body):
        version = {"If-Match": str(panel(application)["version"])}
        return http.patch(f"/applications/{application['id']}", json=body, headers=version)

    assert change(place_of_service={"unit": "1"}).status_code == 200  # Nothing rests on it yet.
    for each in (application, elsewhere, same):
        decide(each, "ADDRESS", "VERIFY", "utility bill")
    http.patch(
        f"/applications/{same['id']}",
        json={"place_of_service": {"unit": "1"}, "place_change": "CORRECTION"},
        headers={"If-Match": "2"},
    ).raise_for_status()
    assert fields_of(change(place_of_service={"unit": "2"})) == [("place_change", "required")]
    assert change(account_number="12").status_code == 200
    assert change(place_of_service={"unit": "1"}).status_code == 200  # The place stays.
    assert panel(same, "ADDRESS")["status"] == "VERIFIED"
    assert change(place_of_service={"unit": "1"}, place_change="MOVED").status_code == 200
    assert panel(application, "ADDRESS")["status"] == "VERIFIED"
    moved = change(place_of_service={"number": "9", "street": "ELM"}, place_change="MOVED")
    assert [item["status"] for item in moved.json()["verification"]][1] == "REVIEW"
    item = panel(application, "ADDRESS")
    assert (item["status"], item["rule"], item["documents"]) == ("REVIEW", "PLACE_MOVED", [])
    assert (panel(same, "ADDRESS")["status"], panel(elsewhere, "ADDRESS")["status"]) == ("REVIEW", "VERIFIED")
    told = outbox_of("applications", subject=number, type="application_updated")
    said = [event["data"].get("place_change") for event in told if event["data"].get("place_change")]
    assert said[-1] == "MOVED"


@pytest.mark.req("R80")
def test_imported_application_is_not_held_to_verification(loader, number):
    body = {
        "program": "HEAP", "program_year": 2018, "intake_date": "12/3/2018",
        "place_of_service": {"street": "THIS", "zip": "93933"},
        "history": {"status": "ELIGIBLE", "entered_by": "OLD SYSTEM"},
    }  # fmt: skip
    answer = loader.post(f"/customers/{number}/applications", json=body)
    assert (answer.status_code, answer.json()["status"]) == (201, "ELIGIBLE")


@pytest.mark.req("R247")
def test_decisions_need_the_scope_to_write(receive, client):
    application = receive()
    auditor, version = client("applications", role="auditor"), {"If-Match": "1"}
    path = f"/applications/{application['id']}/verification"
    assert auditor.get(path).status_code == 200
    answer = auditor.post(f"{path}/IDENTITY", json={"action": "VERIFY"}, headers=version)
    assert problem(answer) == (403, "not_permitted")
