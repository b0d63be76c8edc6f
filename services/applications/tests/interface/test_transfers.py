"""Certifying an application, what is found in it, and transferring it, as a client of the service sees them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from applications.schemas.application import Application
from applications.schemas.transfer import TransferCheck

SSN = "321-54-9876"
SELF = {"first_name": "Doena", "last_name": "Holschein", "relation": "SELF", "date_of_birth": "1950-12-31"}


def today() -> date:
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def code_of(answer):
    return answer.status_code, answer.json()["code"]


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
def test_transfer_application_sends_once_and_tells_nothing_of_a_person(
    certified, send, http, number, outbox_of
):
    check = certified(account_number="123")
    asked = {"priority_points": -4, "fast_track": True}
    path = f"/applications/{check['application_id']}/certification"
    check = http.put(path, json=asked, headers=at(check)).json()
    sent = send(check)
    assert sent.status_code == 200, sent.text
    application = sent.json()
    assert Application().validate(application) == {}
    assert (application["status"], application["transfer_date"]) == ("TRANSFERRED", today().isoformat())
    assert application["transfers"][-1]["by_hand"] is False
    [event] = outbox_of("applications", subject=number, type="application_transferred")
    told = {
        "document_date": application["intake_date"], "intake_date": application["intake_date"],
        "certification_date": today().isoformat(), "priority_points": -4, "fast_track": True,
    }  # fmt: skip
    assert {name: event["data"][name] for name in told} == told
    assert set(event["data"]) - set(told) == {
        "application_id", "program", "program_year", "transfer_number", "transfer_date", "account_number",
    }  # fmt: skip
    assert code_of(send(check)) == (412, "stale_version")
    assert code_of(send(application)) == (409, "illegal_move")
    assert len(outbox_of("applications", subject=number, type="application_transferred")) == 1
    frozen = http.put(
        f"/applications/{check['application_id']}/certification", json={}, headers=at(application)
    )
    assert code_of(frozen) == (409, "dates_are_frozen")
    after = http.get(f"/applications/{check['application_id']}/transfer").json()
    assert (check["may_certify"], after["may_certify"]) == (True, False)
    intake = {"intake_date": (today() - timedelta(days=9)).isoformat()}
    path = f"/applications/{check['application_id']}"
    refused = http.patch(path, json=intake, headers=at(application))
    assert code_of(refused) == (409, "dates_are_frozen") and application["dates_frozen"]
    [problem] = refused.json()["fields"]
    assert problem["field"] == "intake_date" and "CSD change request" in problem["detail"]
    same = {"intake_date": application["intake_date"], "account_number": "124"}
    assert http.patch(path, json=same, headers=at(application)).json()["account_number"] == "124"


@pytest.mark.req("R80", "R259")
def test_a_denied_application_is_not_certified_while_its_proofs_are_entered(eligible, http, move):
    made = eligible()
    path, day = f"/applications/{made['id']}/certification", today().isoformat()
    pending = move(made, "PENDING", reason="LOOKED AT AGAIN").json()
    denied = move(pending, "DENIED", reason="NO PROOF").json()
    refused = http.put(path, json={"certification_date": day}, headers=at(denied))
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("certification_date", "denied")
    ]
    dates = {"document_date": day, "consent_date": day, "certification_date": None}
    entered = http.put(path, json=dates, headers=at(denied)).json()
    assert {name: entered["certification"][name] for name in dates} == dates
    assert {"no_document_date", "no_consent_date"}.isdisjoint(each["code"] for each in entered["findings"])


@pytest.mark.req("R92", "R259")
def test_documents_newer_than_the_certification_are_refused_at_the_date_that_was_changed(certified, http):
    check = certified()
    path = f"/applications/{check['application_id']}/certification"

    def refused(**dates):
        days = {name: (today() - timedelta(days=ago)).isoformat() for name, ago in dates.items()}
        answer = http.put(path, json=days, headers=at(check))
        return [(each["field"], each["code"]) for each in answer.json()["fields"]]

    assert refused(document_date=1, certification_date=2) == [("document_date", "after_certification")]
    check = http.put(path, json={"document_date": today().isoformat()}, headers=at(check)).json()
    assert refused(certification_date=1) == [("certification_date", "after_certification")]


@pytest.mark.req("R82", "R254")
def test_transfer_application_has_one_effect_for_one_key(certified, http, number, outbox_of):
    check = certified()
    path = f"/applications/{check['application_id']}/transfer"
    headers = at(check) | {"Idempotency-Key": f"send-{number}"}
    first, again = (http.post(path, json={}, headers=headers) for _ in range(2))
    assert number_of(first.json()) == number_of(again.json())
    assert len(outbox_of("applications", subject=number, type="application_transferred")) == 1


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
    version = {"If-Match": str(http.get(path).json()["version"])}
    body = {"action": "REJECT", "reason": "name differs"}
    http.post(f"{path}/verification/IDENTITY", json=body, headers=version).raise_for_status()
    told = {each["code"]: each["sentence"] for each in http.get(f"{path}/transfer").json()["findings"]}
    assert told["items_rejected"] == "Rejected: IDENTITY (name differs)."
    assert "IDENTITY" not in told["items_open"]


@pytest.mark.req("R92", "R259")
def test_an_application_is_not_received_after_it_was_certified(eligible, http):
    made = eligible(intake_date=today() - timedelta(days=5))
    path = f"/applications/{made['id']}"
    dates = {"certification_date": (today() - timedelta(days=3)).isoformat()}
    check = http.put(f"{path}/certification", json=dates, headers=at(made)).json()
    later = {"intake_date": (today() - timedelta(days=2)).isoformat()}
    refused = http.patch(path, json=later, headers=at(check))
    assert [field["code"] for field in refused.json()["fields"]] == ["after_certification"]


@pytest.mark.req("R92", "R249")
def test_no_personal_number_is_a_reason(certified, send, supervisor, move):
    check = certified()
    refused = send(check, supervisor, override_reason="he is 321549876")
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("override_reason", "personal_number")
    ]
    moved = move({"id": check["application_id"], **check}, "DENIED", reason="he is 321-54-9876")
    assert moved.json()["fields"][0]["code"] == "personal_number"
