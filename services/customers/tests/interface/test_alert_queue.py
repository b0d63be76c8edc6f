"""The alert queue as clients use it: listing it, and setting a contact date from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
ZONE = ZoneInfo("America/Los_Angeles")
ME = {"id": "local:caseworker", "name": "LOCAL CASEWORKER"}


def day(offset: int) -> str:
    """An ISO date so many days from the agency's today."""
    return (datetime.now(ZONE).date() + timedelta(days=offset)).isoformat()


def set_date(client: Any, record: dict[str, Any], value: Any, **headers: str) -> Any:
    """Sets the contact date of the record as it was read."""
    sent = {"If-Match": str(record["version"]), **headers}
    return client.post(
        f"/customers/{record['number']}/contact-date", json={"contact_date": value}, headers=sent
    )


def numbers(client: Any, **query: Any) -> list[int]:
    """Who is in the queue, all pages of it."""
    found: list[int] = []
    while True:
        page = client.get("/alert-queue", params={"limit": 100, **query})
        assert page.status_code == 200, page.text
        found += [row["number"] for row in page.json()["items"]]
        if page.json()["next"] is None:
            return found
        query["cursor"] = page.json()["next"]


@pytest.mark.req("R155", "R156")
def test_queue_opens_with_mine_and_unassigned(http: Any, new_customer: New) -> None:
    mine = new_customer(analyst=ME, contact_date=day(0))["number"]
    nobodys = new_customer()["number"]
    others = new_customer(analyst={"id": "other", "name": "JOHN JOHNSON"})["number"]
    later = new_customer(analyst=ME, contact_date=day(1))["number"]
    dormant = new_customer(analyst=ME, dormant=True)["number"]
    ours = (mine, nobodys, others, later, dormant)
    listed = {
        whose: [number for number in ours if number in numbers(http, **({"whose": whose} if whose else {}))]
        for whose in ("", "mine_and_unassigned", "mine", "unassigned", "everybody", "other")
    }
    assert listed == {
        "": [mine, nobodys],
        "mine_and_unassigned": [mine, nobodys],
        "mine": [mine],
        "unassigned": [nobodys],
        "everybody": [mine, nobodys, others],
        "other": [others],
    }


@pytest.mark.req("R154", "R155")
def test_date_set_from_the_row_takes_the_customer_out_of_the_queue(
    http: Any, new_customer: New, outbox_of: Any
) -> None:
    record = new_customer(analyst=ME)
    number = record["number"]
    assert number in numbers(http, whose="mine")
    answer = set_date(http, record, day(7))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"number": number, "version": 2, "contact_date": day(7)}
    assert number not in numbers(http, whose="mine")
    [event] = outbox_of("customers", subject=number, type="customer_updated")
    [change] = event["data"]["changes"]
    assert (change["label"], change["old"], change["new"]) == ("CONTACT DATE (FOLLOW-UP)", None, day(7))
    assert set_date(http, answer.json(), None).json()["contact_date"] is None
    assert number in numbers(http, whose="mine")


@pytest.mark.req("R154", "R254")
def test_same_key_sets_the_date_once(http: Any, new_customer: New, outbox_of: Any) -> None:
    record = new_customer()
    key = {"Idempotency-Key": f"queue-{record['number']}"}
    answers = [set_date(http, record, day(7), **key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert len(outbox_of("customers", subject=record["number"], type="customer_updated")) == 1


@pytest.mark.req("R148", "R149", "R152")
def test_row_heeds_version_and_lock(suite: Suite, http: Any, new_customer: New) -> None:
    record = new_customer()
    boss = suite.client("customers", role="supervisor")
    lock = boss.post(f"/customers/{record['number']}/lock").json()
    refused = set_date(http, record, day(7))
    assert (refused.status_code, refused.json()["holder"]) == (423, lock["holder"])
    boss.post(f"/customers/{record['number']}/lock/release", json={"token": lock["token"]})
    assert set_date(http, record | {"version": 9}, day(7)).json()["code"] == "stale_version"
    bare = http.post(f"/customers/{record['number']}/contact-date", json={"contact_date": day(7)})
    assert bare.json()["code"] == "version_required"
    assert set_date(http, record, day(7)).status_code == 200


@pytest.mark.req("R26")
def test_row_under_special_handling_needs_a_reason(http: Any, new_customer: New, outbox_of: Any) -> None:
    record = new_customer(special_handling=True)
    assert set_date(http, record, day(7)).json()["code"] == "acknowledgement_required"
    answer = set_date(http, record, day(7), Acknowledgement="my%20manager%20agreed")
    assert answer.status_code == 200, answer.text
    assert outbox_of("customers", subject=record["number"], type="special_handling_acknowledged")


@pytest.mark.parametrize(
    "value",
    ["2027-02-29", "13/01/2026", "0001-01-01", "tomorrow", "🏠", "=1+1", "9" * 10_000, "\u0000", 7, []],
)
def test_what_is_no_date_is_refused_in_a_sentence(http: Any, new_customer: New, value: Any) -> None:
    answer = set_date(http, new_customer(), value)
    assert answer.status_code == 422
    [problem] = answer.json()["fields"]
    assert problem["field"] == "contact_date" and problem["detail"]


def test_date_of_a_customer_nobody_has_or_without_the_field_is_refused(http: Any, new_customer: New) -> None:
    assert set_date(http, {"number": 10**11, "version": 1}, day(1)).status_code == 404
    record = new_customer()
    headers = {"If-Match": "1"}
    answer = http.post(f"/customers/{record['number']}/contact-date", json={}, headers=headers)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"},
        {"cursor": "WyJoaWdoOmJsYW5rIiwgIi0xIl0"},
        {"limit": 0},
        {"limit": 101},
        {"whose": ""},
        {"whose": "x" * 65},
        {"whose": "a\u0000b"},
        {"other": "1"},
    ],
)
def test_broken_query_is_refused(http: Any, query: dict[str, Any]) -> None:
    answer = http.get("/alert-queue", params=query)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("whose", ["nobody at all", "' or 1=1 --", "李", "everybody "])
def test_any_other_name_is_an_analyst_who_has_nobody_or_a_filter(http: Any, whose: str) -> None:
    answer = http.get("/alert-queue", params={"whose": whose})
    assert answer.status_code == 200
    assert answer.json()["items"] == [] or whose.strip() == "everybody"
