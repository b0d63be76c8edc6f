"""Events that become no notes go to the technical log: once, sealed, in the transaction of their batch (R187)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from audit.grid import technical_item
from audit.repository import page_of_technical
from audit.sealing import KeyRing

pytestmark = pytest.mark.req("R187")
Record = Callable[..., int]
EventAbout = Callable[..., dict[str, Any]]
CHECKED = {
    "program": "HEAP",
    "program_year": 2019,
    "item": "PROOF OF INCOME",
    "changes": [
        {"field": "status", "label": "STATUS", "old": "PENDING-canary", "new": "DONE-canary"},
        {"field": "note", "label": "NOTE", "protected": True},
    ],
}


@pytest.fixture
def entries(run_engine: sa.Engine, keys: KeyRing, subject: str) -> Callable[[], list[dict[str, Any]]]:
    """What the log shows of the subject, newest first."""

    def shown() -> list[dict[str, Any]]:
        with run_engine.connect() as connection:
            rows = page_of_technical(
                connection, limit=50, after=None, subjects=[subject], equal={}, since=None, until=None
            )
        return [technical_item(row, keys) for row in rows]

    return shown


def test_a_checklist_item_goes_to_the_technical_log_once_and_becomes_no_note(
    record: Record,
    event_about: EventAbout,
    rows_of: Callable[[str], list[Any]],
    entries: Any,
    subject: str,
) -> None:
    event = event_about(subject, type="checklist_item_updated", data=CHECKED, aggregate="checklist/1001")
    assert record(event, event_about(subject), event) == 1
    assert record(event) == 0
    [entry] = entries()
    assert entry["told"] == [
        "HEAP 2019 checklist item PROOF OF INCOME: STATUS changed from PENDING-canary to DONE-canary",
        "HEAP 2019 checklist item PROOF OF INCOME: NOTE changed",
    ]
    facts = ("event_type", "aggregate", "customer_number", "who", "actor_id", "imported", "state")
    assert [entry[name] for name in facts] == [
        "checklist_item_updated", "checklist/1001", int(subject), "MARIA LOPEZ", "u-1", False, "ok",
    ]  # fmt: skip
    assert [row.event_type for row in rows_of(subject)] == ["customer_updated"]


@pytest.mark.req("R249")
def test_what_an_entry_says_lies_sealed(
    record: Record, event_about: EventAbout, subject: str, admin_engine: sa.Engine
) -> None:
    record(event_about(subject, type="checklist_item_updated", data=CHECKED, actorname="NAME-CANARY"))
    query = sa.text("select * from technical_log where subject = :subject")
    with admin_engine.connect() as connection:
        [row] = connection.execute(query, {"subject": subject}).mappings()
    stored = json.dumps({name: str(value) for name, value in row.items() if name != "content"})
    assert "canary" not in (stored + bytes(row["content"]).decode("latin-1")).lower()


def test_imported_history_leaves_one_entry_for_each_aggregate(
    record: Record, event_about: EventAbout, entries: Any, subject: str
) -> None:
    of = {"type": "checklist_item_updated", "data": CHECKED, "aggregate": f"checklist/{subject}"}
    record(event_about(subject, historic=True, **of), event_about(subject, historic=True, **of))
    record(event_about(subject, historic=True, **of), event_about(subject, **of))
    assert [(entry["imported"], len(entry["told"])) for entry in entries()] == [(False, 2), (True, 1)]


def test_an_event_of_no_customer_stands_under_what_it_is_of(
    record: Record, event_about: EventAbout, run_engine: sa.Engine, keys: KeyRing, subject: str
) -> None:
    place = f"reference/{subject}"
    data = {"list": "ethnicity", "program": "", "code": "", "action": "ordered"}
    record(event_about("", type="reference_changed", data=data, aggregate=place))
    with run_engine.connect() as connection:
        [row] = page_of_technical(
            connection,
            limit=5,
            after=None,
            subjects=None,
            equal={"aggregate": place},
            since=None,
            until=None,
        )
    item = technical_item(row, keys)
    assert (item["customer_number"], item["told"]) == (None, ["List ethnicity ordered"])


def test_the_logs_own_events_leave_nothing(
    record: Record, event_about: EventAbout, entries: Any, subject: str
) -> None:
    assert record(event_about(subject, type="note_added", data={"note_id": "x"})) == 0
    assert entries() == []
