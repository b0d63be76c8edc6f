"""What may block a transfer, who overrides it, and what CORE asks beside the dates, as a client sees them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from applications.domain.parts.transfer import CONTRACTS
from applications.domain.parts.transitions import TRANSITIONS


def today():
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def at(read):
    return {"If-Match": str(read["version"])}


@pytest.mark.req("R80", "R92")
def test_a_program_that_asks_why_it_is_transferred_is_told_by_whoever_may_transfer(
    certified, part_of_heap, send, number, outbox_of
):
    check = certified()
    rows = [row | {"reason": row["reason"] or row["new"] == "TRANSFERRED"} for row in TRANSITIONS.shipped]
    part_of_heap("transitions", rows)
    refused = send(check)
    assert [(each["field"], each["code"]) for each in refused.json()["fields"]] == [
        ("reason", "reason_required")
    ]
    sent = send(check, reason="Whole and certified")
    assert sent.status_code == 200, sent.text
    assert sent.json()["status_reason"] == "Whole and certified"
    assert sent.json()["transfers"][-1]["override_reason"] == ""
    [event] = [
        each
        for each in outbox_of("applications", subject=number, type="application_status_changed")
        if each["data"]["new_status"] == "TRANSFERRED"
    ]
    assert event["data"]["reason"] == "Whole and certified"


@pytest.mark.req("R92")
def test_a_supervisor_overrides_what_blocks_a_transfer_that_is_entered_by_hand(
    eligible, blocking, http, supervisor, number, outbox_of
):
    made = eligible()
    blocking("not_certified")
    path, body = f"/applications/{made['id']}/status", {"status": "TRANSFERRED"}
    assert code_of(http.post(path, json=body, headers=at(made))) == (409, "transfer_blocked")
    body["override_reason"] = "CSD agreed by phone"
    assert code_of(http.post(path, json=body, headers=at(made))) == (403, "not_permitted")
    moved = supervisor.post(path, json=body, headers=at(made))
    assert moved.status_code == 200, moved.text
    [transfer] = moved.json()["transfers"]
    assert (transfer["by_hand"], transfer["override_reason"]) == (True, "CSD agreed by phone")
    told = outbox_of("applications", subject=number, type="application_status_changed")[-1]["data"]
    assert told["override_reason"] == "CSD agreed by phone"
    assert outbox_of("applications", subject=number, type="application_transferred") == []


@pytest.mark.req("R92")
def test_a_contract_blocks_what_its_row_says_and_otherwise_what_its_program_does(
    eligible, blocking, part_of_heap, send
):
    year = today().year
    this, other = eligible(), eligible(program_year=year - 1, intake_date=date(year - 1, 12, 1))
    blocking("not_certified")
    rows = [
        row | {"blocks": ["out_of_funds"] if row["program_year"] == year else []} for row in CONTRACTS.shipped
    ]
    part_of_heap("contracts", rows)
    assert send(other).json()["findings"] == ["not_certified"]
    assert send(this).status_code == 200


ASKED = {
    "priority_points": -3,
    "fast_track": True,
    "pledge_date": None,
    "service_restored": False,
    "disconnection_prevented": False,
}


@pytest.mark.req("R92", "R259")
def test_what_core_asks_beside_the_dates_is_kept_told_looked_at_and_sent(
    certified, http, send, client, number, outbox_of
):
    check = certified()
    path = f"/applications/{check['application_id']}/certification"
    entered = http.put(path, json=ASKED, headers=at(check)).json()
    assert {name: entered["certification"][name] for name in ASKED} == ASKED
    found = {finding["code"] for finding in entered["findings"]}
    assert {"negative_priority_points", "fast_track_without_result"} <= found
    changes = outbox_of("applications", subject=number, type="application_certified")[-1]["data"]["changes"]
    assert [(change["label"], change["new_text"]) for change in changes] == [
        ("PRIORITY POINTS", "-3"),
        ("FAST TRACK", "YES"),
        ("SERVICE RESTORED", "NO"),
        ("DISCONNECTION PREVENTED", "NO"),
    ]
    right = {"priority_points": 14, "pledge_date": today().isoformat()}
    mended = http.put(path, json=right, headers=at(entered)).json()
    found = {finding["code"] for finding in mended["findings"]}
    assert not found & {"negative_priority_points", "fast_track_without_result"}
    sent = send(mended).json()
    core = client("applications", role="core_adapter")
    export = core.post(f"/transfers/{sent['transfers'][-1]['number']}/export").json()["application"]
    assert {name: export[name] for name in ASKED} == ASKED | right


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    ("field", "value"),
    [("priority_points", 10000), ("priority_points", "ten"), ("pledge_date", "2999-01-01")],
)
def test_certify_application_refuses_what_core_could_not_take(eligible, http, field, value):
    made = eligible()
    answer = http.put(f"/applications/{made['id']}/certification", json={field: value}, headers=at(made))
    assert [each["field"] for each in answer.json()["fields"]] == [field]


@pytest.mark.req("R91", "R92")
def test_income_that_is_over_the_table_is_found_although_it_was_decided_eligible(certified, http):
    check = certified()
    path = f"/applications/{check['application_id']}"
    body = {"items": [{"source": "WAGES", "amount": "9999.00", "period": "MONTHLY"}]}
    answer = http.put(f"{path}/income", json=body, headers=at(check))
    assert answer.status_code == 200, answer.text
    [told] = [
        finding
        for finding in http.get(f"{path}/transfer").json()["findings"]
        if finding["code"] == "over_income"
    ]
    assert "is over the limit of" in told["sentence"]
