"""What is kept of high-priority notes: the same in whatever order, and however often, their events arrive."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers import owners
from customers.errors import CustomerNotFound
from customers.usecases import merging
from customers.usecases.priority import follow_priority_notes
from homefire.errors import Invalid
from homefire.events import Event
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]


def event(number: int, kind: str, **data: Any) -> Event:
    """An event as it arrives."""
    return Event(
        id=uuid.uuid4(),
        source="/audit",
        type=kind,
        subject=str(number),
        time=datetime.now(UTC),
        data=data,
        actor_id="u-1",
        actor_name="MARIA LOPEZ",
        actor_kind="staff",
        correlation_id="abc",
        traceparent="",
        aggregate="note/x",
        sequence=1,
        pub_seq=1,
        historic=False,
    )


def added(number: int, note: uuid.UUID, high: bool = True) -> Event:
    """A note was written."""
    return event(number, "note_added", note_id=str(note), action_code="FRAUD", high_priority=high)


def acknowledged(number: int, note: uuid.UUID) -> Event:
    """A high-priority note was acknowledged by another one."""
    return event(
        number,
        "note_acknowledged",
        note_id=str(uuid.uuid4()),
        acknowledges=str(note),
        action_code="FRAUD",
        high_priority=False,
    )


@pytest.mark.req("R156", "R211", "R254")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), high=st.lists(st.booleans(), min_size=1, max_size=3), seen=st.integers(0, 7))
def test_any_order_and_repetition_of_events_gives_one_state(
    suite: Suite, create: Create, row_of: Any, data: st.DataObject, high: list[bool], seen: int
) -> None:
    number = create()["number"]
    notes = [(uuid.uuid4(), is_high) for is_high in high]
    told = [added(number, note, is_high) for note, is_high in notes]
    open_ones = [position for position, is_high in enumerate(high) if is_high]
    for position in list(open_ones):
        if seen >> position & 1:
            told.append(acknowledged(number, notes[position][0]))
            open_ones.remove(position)
    for one in data.draw(st.permutations([*told, *told])):
        with suite.work_in("customers") as work:
            follow_priority_notes(work, one)
    row = row_of(number)
    assert row.high_priority is bool(open_ones)
    assert row.version == 1


@pytest.fixture
def merged(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`merged(number, survivor)`: merges, where no other service has anything of either; `merged(number)` undoes it."""
    monkeypatch.setattr(owners, "ask_counts", lambda work, *asked: tuple({} for _ in asked))

    def carry_out(number: int, survivor: int | None = None) -> None:
        if survivor is None:
            with suite.work_in("customers", "supervisor") as work:
                merging.unmerge_customers(work, number, {"survivor_lock_token": None, "reason": "two people"})
            return
        with suite.work_in("customers", "supervisor", if_match=1) as work:
            body = {"survivor": survivor, "survivor_version": 1, "survivor_lock_token": None}
            merging.merge_customers(work, number, body | {"fields": [], "reason": "twice"})

    return carry_out


@pytest.mark.req("R156", "R252")
def test_open_note_of_a_merged_record_puts_the_survivor_first_until_it_is_acknowledged(
    suite: Suite, create: Create, row_of: Any, merged: Any
) -> None:
    gone, kept = create()["number"], create()["number"]
    before, late = uuid.uuid4(), uuid.uuid4()

    def hear(one: Event) -> None:
        with suite.work_in("customers") as work:
            follow_priority_notes(work, one)

    def marks() -> tuple[bool, bool]:
        return row_of(gone).high_priority, row_of(kept).high_priority

    hear(added(gone, before))
    assert marks() == (True, False)
    merged(gone, kept)
    assert row_of(kept).high_priority
    hear(acknowledged(kept, before))
    assert not row_of(kept).high_priority
    # Heard late: acknowledged under the survivor's number before it is heard of under its own.
    hear(acknowledged(kept, late))
    hear(added(gone, late))
    assert not row_of(kept).high_priority
    again = uuid.uuid4()
    hear(added(gone, again))
    assert row_of(kept).high_priority
    merged(gone)
    assert marks() == (True, False)


def test_event_that_is_none_is_refused_for_good(suite: Suite, create: Create) -> None:
    number = create()["number"]
    with suite.work_in("customers") as work:
        with pytest.raises(Invalid):
            follow_priority_notes(work, event(number, "note_added", note_id="x", high_priority=True))
        with pytest.raises(CustomerNotFound):
            follow_priority_notes(work, added(10**11, uuid.uuid4()))
