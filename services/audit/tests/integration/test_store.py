"""Events become notes once each, in order, without a gap, and readable only through the customer's key."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.domain.leaf import COLUMNS, Leaf, check_chain
from audit.recording import Delivery, read, store
from audit.sealing import Content, KeyRing, note_place
from homefire.crypto import CannotDecrypt, open_sealed

ZONE = ZoneInfo("America/Los_Angeles")
Record = Callable[..., int]
EventAbout = Callable[..., dict[str, Any]]
RowsOf = Callable[[str], list[Any]]


def _chain(rows: list[Any]) -> list[tuple[Leaf, bytes]]:
    return [(Leaf(**{name: getattr(row, name) for name in COLUMNS}), row.leaf_hash) for row in rows]


def _content(admin: sa.Engine, keys: KeyRing, row: Any) -> Content:
    with admin.connect() as connection:
        wrapped = connection.scalar(
            sa.text("select wrapped from customer_key where id = :id"), {"id": row.key_id}
        )
    key = keys.unwrap(row.key_id, wrapped)
    return Content.from_bytes(open_sealed(key, row.content, note_place(row.subject, row.number)))


@pytest.mark.req("R204")
def test_each_changed_field_is_a_note_under_one_correlation_id(
    record: Record,
    event_about: EventAbout,
    rows_of: RowsOf,
    subject: str,
    admin_engine: sa.Engine,
    keys: KeyRing,
) -> None:
    changes = [
        {"field": "email", "label": "EMAIL", "old": "", "new": "a@b.org"},
        {"field": "best_time", "label": "BEST TIME", "old": "AFT", "new": "MOR"},
    ]
    assert record(event_about(subject, data={"changes": changes}, correlationid="one")) == 2
    first, second = rows_of(subject)
    assert (first.ordinal, second.ordinal) == (0, 1)
    assert first.correlation_id == second.correlation_id == "one"
    content = _content(admin_engine, keys, second)
    assert content.text == "BEST TIME changed from AFT to MOR"
    assert content.values == {"field": "best_time", "label": "BEST TIME", "old": "AFT", "new": "MOR"}


@pytest.mark.req("R206")
def test_what_is_stored_is_a_whole_chain_of_leaves(
    record: Record, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    for _ in range(3):
        record(*(event_about(subject) for _ in range(4)))
    rows = rows_of(subject)
    assert [row.number for row in rows] == list(range(1, 13))
    assert check_chain(_chain(rows)) == []
    assert all(len(row.salt) == 32 for row in rows)
    assert len({row.salt for row in rows}) == len(rows)


@pytest.mark.req("R206")
def test_an_edit_past_all_bolts_is_found(
    record: Record, event_about: EventAbout, rows_of: RowsOf, subject: str, admin_engine: sa.Engine
) -> None:
    record(*(event_about(subject) for _ in range(4)))
    with admin_engine.begin() as connection:
        connection.execute(sa.text("alter table note disable trigger all"))
        connection.execute(
            sa.text("update note set action_code = 'FRAUD' where subject = :subject and number = 2"),
            {"subject": subject},
        )
        rows = list(
            connection.execute(
                sa.text("select * from note where subject = :subject order by number"), {"subject": subject}
            )
        )
        connection.rollback()
    assert [fault.number for fault in check_chain(_chain(rows))] == [2]
    assert check_chain(_chain(rows_of(subject))) == []


@pytest.mark.req("R254")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_redelivery_in_any_order_and_grouping_leaves_each_note_once(
    data: st.DataObject, record: Record, event_about: EventAbout, rows_of: RowsOf
) -> None:
    subjects = [f"shuffled-{uuid.uuid4()}" for _ in range(2)]
    events = [event_about(subjects[index % 2]) for index in range(6)]
    deliveries = data.draw(st.permutations(events * 3))
    added = 0
    while deliveries:
        size = data.draw(st.integers(1, len(deliveries)))
        added += record(*deliveries[:size])
        deliveries = deliveries[size:]
    assert added == len(events)
    for subject in subjects:
        rows = rows_of(subject)
        wanted = {event["id"] for event in events if event["subject"] == subject}
        assert {str(row.event_id) for row in rows} == wanted
        assert [row.number for row in rows] == [1, 2, 3]
        assert check_chain(_chain(rows)) == []


@pytest.mark.req("R254")
def test_writers_at_the_same_time_leave_no_gap_and_no_double(
    run_engine: sa.Engine, keys: KeyRing, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    events = [event_about(subject) for _ in range(40)]
    deliveries = [Delivery(tag, orjson.dumps(event)) for tag, event in enumerate(events)]

    def deliver() -> None:
        for first in range(0, len(deliveries), 5):
            told = read(deliveries[first : first + 5], ZONE).told
            with run_engine.begin() as connection:
                store(connection, keys, told, datetime.now(UTC))

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = rows_of(subject)
    assert [str(row.event_id) for row in rows] == [event["id"] for event in events]
    assert check_chain(_chain(rows)) == []


@pytest.mark.req("R206")
def test_all_notes_together_are_counted_without_a_gap(
    record: Record, event_about: EventAbout, admin_engine: sa.Engine, run_engine: sa.Engine, keys: KeyRing
) -> None:
    record(*(event_about(f"gap-{n % 3}") for n in range(9)))
    with pytest.raises(ZeroDivisionError), run_engine.begin() as connection:
        # A transaction that fails gives its numbers back.
        reading = read([_delivery(event_about("gap-0"))], ZONE)
        assert store(connection, keys, reading.told, datetime.now(UTC)) == 1
        _ = 1 / 0
    record(event_about("gap-1"))
    with admin_engine.connect() as connection:
        least, most, count = connection.execute(
            sa.text("select min(leaf_index), max(leaf_index), count(*) from note")
        ).one()
    assert (least, most) == (0, count - 1)


def _delivery(event: dict[str, Any]) -> Delivery:
    return Delivery(1, orjson.dumps(event))


@pytest.mark.req("R206")
@pytest.mark.parametrize("columns", ["leaf_index", "subject, number", "event_id, ordinal"])
def test_the_database_itself_refuses_a_second_note_in_the_same_place(
    record: Record, event_about: EventAbout, subject: str, run_engine: sa.Engine, columns: str
) -> None:
    record(event_about(subject))
    names = {"id", "leaf_index", "subject", "number", "event_id", "ordinal"} - set(columns.split(", "))
    other = {
        "id": "gen_random_uuid()",
        "leaf_index": "1000000000 + leaf_index",
        "subject": "'other ' || subject",
        "number": "number",
        "event_id": "gen_random_uuid()",
        "ordinal": "ordinal + 1",
    }
    changed = ", ".join(f"{other[name]} as {name}" for name in sorted(names))
    kept = ", ".join(name for name in ("leaf_index", "leaf_hash", *COLUMNS) if name not in names)
    statement = (
        f"insert into note ({', '.join(sorted(names))}, {kept}) "
        f"select {changed}, {kept} from note where subject = :subject"
    )
    with run_engine.connect() as connection, pytest.raises(sa.exc.IntegrityError) as refusal:
        connection.execute(sa.text(statement), {"subject": subject})
    assert isinstance(refusal.value.orig, psycopg.errors.UniqueViolation)


@pytest.mark.req("R201")
@pytest.mark.parametrize(
    ("kind", "shown"),
    [("staff", "MARIA LOPEZ"), ("customer", ""), ("agency", ""), ("system", ""), ("service", "")],
)
def test_only_back_office_staff_is_named_as_the_user(
    record: Record,
    event_about: EventAbout,
    rows_of: RowsOf,
    subject: str,
    admin_engine: sa.Engine,
    keys: KeyRing,
    kind: str,
    shown: str,
) -> None:
    record(event_about(subject, actorkind=kind))
    [row] = rows_of(subject)
    content = _content(admin_engine, keys, row)
    assert row.actor_kind == kind
    assert content.entered_by == shown
    assert content.actor_name == "MARIA LOPEZ"


@pytest.mark.req("R249")
def test_no_text_value_or_name_lies_open_in_the_database(
    record: Record, event_about: EventAbout, subject: str, admin_engine: sa.Engine
) -> None:
    change = {"field": "email", "label": "EMAIL", "old": "old-canary@a.org", "new": "new-canary@a.org"}
    reveal = {"field": "ssn", "reason": "reason-canary"}
    record(
        event_about(subject, data={"changes": [change]}, actorname="NAME-CANARY"),
        event_about(subject, type="ssn_revealed", data=reveal, actorname="NAME-CANARY"),
    )
    with admin_engine.connect() as connection:
        for table in ("note", "access_log", "customer_key"):
            dump = connection.execute(
                sa.text(f"select row_to_json(t)::text from {table} t where subject = :subject"),
                {"subject": subject},
            ).scalar_one()
            hexed = {
                word.encode().hex() for word in ("old-canary", "new-canary", "NAME-CANARY", "reason-canary")
            }
            assert "canary" not in dump.lower()
            assert not any(word in dump for word in hexed)


def test_a_ciphertext_that_is_moved_does_not_open(
    record: Record,
    event_about: EventAbout,
    rows_of: RowsOf,
    subject: str,
    admin_engine: sa.Engine,
    keys: KeyRing,
) -> None:
    record(event_about(subject), event_about(subject))
    first, second = rows_of(subject)
    with admin_engine.connect() as connection:
        wrapped = connection.scalar(
            sa.text("select wrapped from customer_key where id = :id"), {"id": first.key_id}
        )
    key = keys.unwrap(first.key_id, wrapped)
    with pytest.raises(CannotDecrypt):
        open_sealed(key, first.content, note_place(second.subject, second.number))
    with pytest.raises(CannotDecrypt):
        open_sealed(key, first.content, note_place("1", first.number))


def test_destroying_a_key_erases_the_text_and_leaves_the_chain_whole(
    record: Record, event_about: EventAbout, rows_of: RowsOf, subject: str, run_engine: sa.Engine
) -> None:
    record(event_about(subject), event_about(subject))
    with run_engine.begin() as connection:
        connection.execute(sa.text("delete from customer_key where subject = :subject"), {"subject": subject})
    record(event_about(subject))
    rows = rows_of(subject)
    assert rows[1].key_id != rows[2].key_id
    assert check_chain(_chain(rows)) == []


def test_imported_history_leaves_one_entry_for_each_aggregate(
    record: Record,
    event_about: EventAbout,
    rows_of: RowsOf,
    subject: str,
    admin_engine: sa.Engine,
    keys: KeyRing,
) -> None:
    history = {"history": {"entered_by": "SERVTRAQ SUPPORT", "entered_at": "2019-03-26T12:00:00Z"}}
    imported = [
        event_about(subject, type="customer_created", data=history, historic=True),
        event_about(subject, type="customer_updated", data=history, historic=True),
    ]
    job = event_about(subject, type="job_created", data=history, historic=True, aggregate="job/36582")
    assert record(*imported, job) == 2
    assert record(event_about(subject, type="customer_updated", data=history, historic=True)) == 0
    first, second = rows_of(subject)
    assert (first.source, first.action_code, first.aggregate) == (
        "imported",
        "IMPORTED",
        f"customer/{subject}",
    )
    assert second.aggregate == "job/36582"
    assert first.entered_at == datetime(2019, 3, 26, 12, tzinfo=UTC)
    content = _content(admin_engine, keys, first)
    assert (content.text, content.entered_by) == (f"Customer {subject} imported", "SERVTRAQ SUPPORT")


@pytest.mark.req("R248")
def test_a_reveal_goes_to_the_access_log_once_and_not_to_the_notes(
    record: Record, event_about: EventAbout, rows_of: RowsOf, subject: str, admin_engine: sa.Engine
) -> None:
    reveal = event_about(subject, type="ssn_revealed", data={"field": "ssn", "reason": "caller asked"})
    assert record(reveal, reveal) == 0
    assert record(reveal) == 0
    with admin_engine.connect() as connection:
        found = connection.execute(
            sa.text("select field, actor_id, actor_kind from access_log where subject = :subject"),
            {"subject": subject},
        ).all()
    assert found == [("ssn", "u-1", "staff")]
    assert rows_of(subject) == []


@pytest.mark.req("R204")
def test_two_hundred_changes_are_two_hundred_notes_in_order(
    record: Record, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    events = [event_about(subject) for _ in range(200)]
    assert record(*events) == 200
    assert [str(row.event_id) for row in rows_of(subject)] == [event["id"] for event in events]
