"""Applications of customers whose records become one: R90 before the merge, after it, and in spite of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from applications.belongings import BELONGINGS
from homefire import belonging
from homefire.events import Event

PLACE = {"number": "1", "street": "THIS", "zip": "95077"}


@pytest.fixture
def http(running, client):
    """A caseworker's client of applications."""
    running("customers", "applications")
    return client("applications")


@pytest.fixture
def receive(http):
    """`receive(number, 2026)`: enters an application of a customer; the answer."""

    def send(number, year, **fields):
        body = {"program": "HEAP", "program_year": year, "intake_date": f"{year}-02-01"}
        return http.post(
            f"/customers/{number}/applications", json=body | {"place_of_service": PLACE} | fields
        )

    return send


@pytest.fixture
def told(suite):
    """`told("customer_merged", number, survivor, 2)`: the service handles a merge, or its end."""

    def handle(kind, number, survivor, sequence):
        merged = kind == "customer_merged"
        state = {"number": number, "status": "MERGED" if merged else "ACTIVE"}
        state |= {"survivor": survivor if merged else None, "language": "ENGLISH"}
        data = {"customer": state, "survivor": survivor, "merge_id": 1, "reason": "twice"}
        event = Event(
            uuid.uuid4(), "/customers", kind, str(number), datetime.now(UTC), data, "1", "X", "staff", "abc", "",
            f"customer/{number}", sequence, None, False,
        )  # fmt: skip
        with suite.work_in("applications") as work:
            return belonging.follow(work, event, BELONGINGS)

    return handle


@pytest.mark.req("R90", "R252")
def test_two_active_applications_of_one_year_are_told_before_the_merge(http, receive, new_customer):
    one, other = new_customer()["number"], new_customer()["number"]
    first, second = receive(one, 2026).json()["id"], receive(other, 2026).json()["id"]
    receive(other, 2025)
    path = f"/customers/{one}/applications/count"
    assert http.get(path).json()["conflicts"] == []
    found = http.get(path, params={"other": other}).json()
    assert [(item["kind"], item["count"], item["blocking"]) for item in found["items"]] == [
        ("applications", 1, 1),
        ("pledges", 0, 0),
        ("change_requests", 0, 0),
        ("registrations", 0, 0),
    ]
    [conflict] = found["conflicts"]
    assert "HEAP 2026" in conflict and str(first) in conflict and str(second) in conflict
    withdrawn = {"status": "WITHDRAWN"}
    http.post(f"/applications/{first}/status", json=withdrawn, headers={"If-Match": "1"}).raise_for_status()
    assert http.get(path, params={"other": other}).json()["conflicts"] == []


@pytest.mark.req("R90", "R252", "R254")
def test_application_that_came_by_a_merge_counts_for_the_survivor_and_goes_home(
    http, receive, told, new_customer
):
    gone, kept = new_customer()["number"], new_customer()["number"]
    moved, own = receive(gone, 2026).json(), receive(kept, 2025).json()
    assert told("customer_merged", gone, kept, 2)["counts"][0]["moved"] == 1
    for number in (gone, kept):
        listed = http.get(f"/customers/{number}/applications").json()["applications"]
        assert [entry["id"] for entry in listed] == [moved["id"], own["id"]]
    refused = receive(kept, 2026)
    assert (refused.status_code, refused.json()["application_id"]) == (409, moved["id"])
    path, match = f"/applications/{moved['id']}", {"If-Match": "1"}
    changed = http.patch(path, json={"account_number": "10223456789"}, headers=match)
    assert (changed.status_code, changed.json()["customer_number"]) == (200, kept)
    late = receive(gone, 2024).json()
    assert late["customer_number"] == kept
    told("customer_unmerged", gone, kept, 3)
    listed = http.get(f"/customers/{gone}/applications").json()["applications"]
    assert [(entry["id"], entry["account_number"]) for entry in listed] == [(moved["id"], "10223456789")]
    assert receive(kept, 2026).status_code == 201


@pytest.mark.req("R90", "R252", "R254")
def test_merge_that_comes_upon_two_active_applications_moves_both_and_both_stay(
    http, receive, told, new_customer
):
    gone, kept = new_customer()["number"], new_customer()["number"]
    ids = {receive(number, 2026).json()["id"] for number in (gone, kept)}
    told("customer_merged", gone, kept, 2)
    listed = http.get(f"/customers/{kept}/applications").json()["applications"]
    assert {entry["id"] for entry in listed} == ids
    changed = http.patch(f"/applications/{min(ids)}", json={"account_number": "1"}, headers={"If-Match": "1"})
    assert (changed.status_code, changed.json()["code"]) == (409, "active_application_exists")
    ended = {"status": "WITHDRAWN"}
    answer = http.post(f"/applications/{min(ids)}/status", json=ended, headers={"If-Match": "1"})
    assert answer.status_code == 200, answer.text
