"""Reading the technical log: filters, pages, and who may (R187, R247)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest

from audit.recording import Delivery, read, store
from audit.sealing import KeyRing

pytestmark = pytest.mark.req("R187")
NUMBER = 990187
PATH = "/technical-log"


def _event(hour: int, **said: Any) -> bytes:
    event: dict[str, Any] = {
        "specversion": "1.0", "id": str(uuid.uuid4()), "source": "/applications", "type": "checklist_created",
        "subject": str(NUMBER), "time": f"2019-03-26T{hour:02}:30:00Z", "aggregate": f"checklist/{NUMBER}",
        "sequence": 1, "actorid": "u-187", "actorname": "MARIA LOPEZ", "actorkind": "staff",
        "data": {"program": "HEAP", "program_year": 2019, "account_type": "RENTER", "items": ["LEASE"]},
    }  # fmt: skip
    return orjson.dumps(event | said)


@pytest.fixture(scope="module")
def log(suite: Any) -> Iterator[httpx.Client]:
    """An auditor's client; five entries of one customer are in the log."""
    suite.running("audit", "customers")
    edge, zone = suite.edge("audit"), ZoneInfo("America/Los_Angeles")
    bodies = [_event(hour) for hour in (3, 4)] + [
        _event(8, type="checklist_item_updated", data={"changes": []}),
        _event(9, aggregate=f"checklist/{NUMBER + 1}"),
        _event(10, actorid="u-188"),
    ]
    told = read([Delivery(tag, body, "applications") for tag, body in enumerate(bodies, 1)], zone).told
    with edge.database.engine.begin() as connection:
        store(connection, KeyRing(edge.master_key), told, datetime.now(UTC))
    yield suite.client("audit", role="auditor")


def _hours(log: httpx.Client, **wanted: Any) -> list[str]:
    answer = log.get(PATH, params={"customer_number": NUMBER} | wanted)
    assert answer.status_code == 200, answer.text
    return [item["at"][11:13] for item in answer.json()["items"]]


def test_entries_come_newest_first_and_each_filter_narrows_them(log: httpx.Client) -> None:
    assert _hours(log) == ["10", "09", "08", "04", "03"]
    assert _hours(log, event_type="checklist_item_updated") == ["08"]
    assert _hours(log, aggregate=f"checklist/{NUMBER + 1}") == ["09"]
    assert _hours(log, actor_id="u-188") == ["10"]
    # 03:30 and 04:30 UTC are still the 25th where the agency is.
    assert _hours(log, from_day="3/26/2019") == ["10", "09", "08"]
    assert _hours(log, to_day="2019-03-25") == ["04", "03"]
    assert _hours(log, customer_number=NUMBER + 7) == []


def test_pages_follow_each_other_without_a_gap(log: httpx.Client) -> None:
    wanted, seen = {"customer_number": NUMBER, "limit": 2}, []
    while True:
        page = log.get(PATH, params=wanted).json()
        seen += [item["at"][11:13] for item in page["items"]]
        if page["next"] is None:
            break
        wanted["cursor"] = page["next"]
    assert seen == ["10", "09", "08", "04", "03"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [({"from_day": "2/30/2019"}, "from_day"), ({"event_type": "customer_updated"}, "event_type")],
)
def test_a_filter_that_cannot_be_meant_is_refused_by_its_name(
    log: httpx.Client, wanted: dict[str, str], field: str
) -> None:
    answer = log.get(PATH, params=wanted)
    assert (answer.status_code, [entry["field"] for entry in answer.json()["fields"]]) == (422, [field])


@pytest.mark.req("R247")
def test_a_caseworker_may_not_read_it(suite: Any, log: httpx.Client) -> None:
    assert suite.client("audit").get(PATH).status_code == 403
