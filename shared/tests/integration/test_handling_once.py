"""An event is handled once by each handler: the effect and the fact that it was handled commit together."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import idempotency, plumbing
from homefire.edge import DatabaseAway, Edge
from homefire.events import Event, new_id
from homefire.operations import Service
from homefire.testing.suite import Suite
from homefire.work import Work


class Probe(Service):
    """Only a name."""

    name = "customers"


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("customers")


@pytest.fixture
def rows(edge: Edge) -> Callable[[], int]:
    """How many rows this test's handlers have left so far."""

    def count() -> int:
        query = sa.select(sa.func.count()).where(plumbing.projection.c.source == "handled")
        with edge.database.reading() as connection:
            return int(connection.scalar(query) or 0)

    before = count()
    return lambda: count() - before


def event() -> Event:
    """An event as it arrives."""
    return Event.from_envelope(
        {
            "specversion": "1.0",
            "id": str(new_id()),
            "source": "/applications",
            "type": "application_received",
            "subject": "990385",
            "time": "2018-01-02T11:04:05.000000Z",
            "data": {},
            "aggregate": "application/1",
            "sequence": 1,
            "actorid": "42",
            "actorname": "JMEDINA",
            "actorkind": "staff",
            "correlationid": "abc",
        }
    )


def leave_row(service: Any, work: Work, event: Event) -> None:
    """A handler's effect."""
    row = {"source": "handled", "key": uuid.uuid4().hex, "sequence": 1, "data": {}}
    work.session.execute(sa.insert(plumbing.projection), row)


@pytest.mark.req("R254")
def test_second_delivery_has_no_effect(edge: Edge, rows: Callable[[], int]) -> None:
    delivered = event()
    for _ in range(3):
        edge.handle("add_entry", leave_row, Probe(), delivered)
    assert rows() == 1


@pytest.mark.req("R254")
def test_each_handler_and_each_event_counts_for_itself(edge: Edge, rows: Callable[[], int]) -> None:
    delivered = event()
    edge.handle("add_entry", leave_row, Probe(), delivered)
    edge.handle("remember_customer", leave_row, Probe(), delivered)
    edge.handle("add_entry", leave_row, Probe(), event())
    assert rows() == 3


@pytest.mark.req("R254")
def test_deliveries_at_once_have_one_effect(edge: Edge, rows: Callable[[], int]) -> None:
    delivered, together = event(), threading.Barrier(3)

    def deliver() -> None:
        together.wait(30)
        edge.handle("add_entry", leave_row, Probe(), delivered)

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows() == 1


@pytest.mark.req("R254")
def test_event_whose_handler_failed_is_handled_at_the_next_delivery(
    edge: Edge, rows: Callable[[], int]
) -> None:
    delivered = event()

    def fail(service: Any, work: Work, event: Event) -> None:
        leave_row(service, work, event)
        raise RuntimeError("after its effect")

    with pytest.raises(RuntimeError):
        edge.handle("add_entry", fail, Probe(), delivered)
    assert rows() == 0
    edge.handle("add_entry", leave_row, Probe(), delivered)
    assert rows() == 1


def test_work_of_a_handler_names_who_the_event_began_with(edge: Edge) -> None:
    seen: list[Work] = []
    delivered = event()
    edge.handle("add_entry", lambda service, work, event: seen.append(work), Probe(), delivered)
    [work] = seen
    assert work.caller.actor == {"sub": "42", "name": "JMEDINA", "kind": "staff"}
    assert (work.caller.kind, work.caller.scopes) == ("service", frozenset())
    assert work.correlation_id == "abc"


def test_receipt_is_noted_in_the_transaction_of_the_effect(edge: Edge) -> None:
    identifier = new_id()
    with Session(edge.database.engine) as session:
        assert idempotency.receive(session, identifier, "add_entry")
        assert not idempotency.receive(session, identifier, "add_entry")
        session.rollback()
        assert idempotency.receive(session, identifier, "add_entry")
        session.rollback()


def test_outage_is_told_from_a_failure(edge: Edge) -> None:
    """A consumer holds an event while the database is away, and that spends no attempt."""

    def lose_connection(service: Any, work: Work, event: Event) -> None:
        work.session.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseAway):
        edge.handle("add_entry", lose_connection, Probe(), event())
    edge.database.engine.dispose()
