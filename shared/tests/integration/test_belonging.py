"""Rows that belong to customers stand where their homes lead, in whatever order merges are told and repeated."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from homefire import belonging, plumbing, projection
from homefire.auth import Caller
from homefire.belonging import Belongings, Kind
from homefire.edge import Edge
from homefire.errors import Conflict
from homefire.events import Event
from homefire.testing.suite import Suite
from homefire.work import Work

_metadata = sa.MetaData()
thing = sa.Table(
    "thing",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_number", sa.BigInteger, nullable=False),
    sa.Column("home_number", sa.BigInteger),
)
THINGS = Belongings((Kind.of(thing, "things", "Things", blocks=thing.c.id > 2, sentence="Keep it."),))


@pytest.fixture
def engine(empty_database: sa.URL) -> Iterator[sa.Engine]:
    """A service's database with one table of things that belong to customers."""
    engine = sa.create_engine(empty_database)
    plumbing.metadata.create_all(engine)
    _metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """An edge to work under; what the work does lies in the test's own database."""
    return suite.edge("messaging")


def work_on(edge: Edge, session: Session) -> Work:
    """A piece of work in a session of the test."""
    caller = Caller("42", "JMEDINA", "staff", frozenset(), 0.0)
    return Work(edge, caller=caller, correlation_id="abc", session=session)


@dataclass
class Customers:
    """A model of the customers service: where records stand, and the events that tell of it, in order."""

    versions: dict[int, int] = field(default_factory=dict)
    survivors: dict[int, int] = field(default_factory=dict)
    merges: dict[int, int] = field(default_factory=dict)
    told: list[Event] = field(default_factory=list)

    def lead(self, number: int) -> int:
        """The end of the chain."""
        while number in self.survivors:
            number = self.survivors[number]
        return number

    def merge(self, number: int, survivor: int) -> None:
        """Merges, where both are records of their own."""
        if number != survivor and not {number, survivor} & set(self.survivors):
            self.survivors[number] = survivor
            self.merges[number] = len(self.told) + 1
            self._tell("customer_merged", number, survivor)

    def unmerge(self, number: int) -> None:
        """Undoes a merge, where the survivor is a record of its own."""
        if number in self.survivors and self.survivors[number] not in self.survivors:
            self._tell("customer_unmerged", number, self.survivors.pop(number))

    def _tell(self, kind: str, number: int, survivor: int) -> None:
        self.versions[number] = self.versions.get(number, 1) + 1
        merged = kind == "customer_merged"
        state = {"number": number, "status": "MERGED" if merged else "ACTIVE"}
        state["survivor"] = survivor if merged else None
        data = {"customer": state, "survivor": survivor, "merge_id": self.merges[number], "reason": "twice"}
        self.told.append(event(kind, number, self.versions[number], data))


def event(kind: str, number: int, sequence: int, data: dict[str, Any]) -> Event:
    """An event of the customers service."""
    return Event(
        uuid.uuid4(), "/customers", kind, str(number), datetime.now(UTC), data, "42", "JMEDINA", "staff", "abc", "",
        f"customer/{number}", sequence, None, False,
    )  # fmt: skip


def known(session: Session, number: int, status: str = "ACTIVE", survivor: int | None = None) -> None:
    """What the service has heard of a customer."""
    state = {"number": number, "status": status, "survivor": survivor}
    projection.remember(session, "customers", str(number), 1, state)


NUMBERS = st.integers(1, 4)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), NUMBERS, NUMBERS),
        st.tuples(st.just("unmerge"), NUMBERS, NUMBERS),
    ),
    max_size=9,
)


@pytest.mark.req("R252", "R254")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, data=st.data())
def test_rows_stand_where_their_homes_lead_in_whatever_order_and_how_often_it_is_told(
    engine: sa.Engine, edge: Edge, steps: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    customers = Customers()
    for step, number, other in steps:
        customers.merge(number, other) if step == "merge" else customers.unmerge(number)
    deliveries = data.draw(st.permutations(customers.told * 3))
    with Session(engine) as session:
        rows = [
            {"id": number * 10 + i, "customer_number": number} for number in range(1, 5) for i in range(2)
        ]
        session.execute(sa.insert(thing), rows)
        for number in range(1, 5):
            known(session, number)
        for delivered in deliveries:
            belonging.follow(work_on(edge, session), delivered, THINGS)
        stand = {row.id: row.customer_number for row in session.execute(sa.select(thing))}
        assert stand == {row["id"]: customers.lead(row["customer_number"]) for row in rows}
        assert all(belonging.lead(session, number) == customers.lead(number) for number in range(1, 5))
        away = sa.select(sa.func.count()).where(thing.c.home_number == thing.c.customer_number)
        assert session.scalar(away) == 0
        session.rollback()


@pytest.mark.req("R252")
def test_what_was_entered_for_the_survivor_stays_there(engine: sa.Engine, edge: Edge) -> None:
    customers = Customers()
    customers.merge(1, 2)
    customers.unmerge(1)
    with Session(engine) as session:
        work = work_on(edge, session)
        known(session, 1)
        known(session, 2)
        session.execute(sa.insert(thing).values(id=1, customer_number=1))
        moved = belonging.follow(work, customers.told[0], THINGS)
        assert moved is not None
        [counts] = moved["counts"]
        assert (counts["moved"], counts["left"], counts["gathered"]) == (1, 0, 1)
        number, _ = belonging.place(work, 1)
        session.execute(sa.insert(thing).values(id=2, customer_number=number))
        moved = belonging.follow(work, customers.told[1], THINGS)
        assert moved is not None and moved["counts"][0]["moved"] == 0
        found = {row.id: (row.customer_number, row.home_number) for row in session.execute(sa.select(thing))}
        assert found == {1: (1, None), 2: (2, None)}


@pytest.mark.req("R252", "R254")
def test_row_that_is_entered_while_the_merge_arrives_is_not_left_behind(
    engine: sa.Engine, edge: Edge
) -> None:
    customers = Customers()
    customers.merge(1, 2)
    with Session(engine) as session:
        known(session, 1)
        known(session, 2)
        session.commit()
    began, arrived = threading.Event(), threading.Event()

    def arrive() -> None:
        with Session(engine) as session:
            began.wait(10)
            belonging.follow(work_on(edge, session), customers.told[0], THINGS)
            session.commit()
        arrived.set()

    handler = threading.Thread(target=arrive)
    handler.start()
    with Session(engine) as writer:
        number, _ = belonging.place(work_on(edge, writer), 1)
        began.set()
        assert not arrived.wait(0.5)
        writer.execute(sa.insert(thing).values(id=1, customer_number=number))
        writer.commit()
    handler.join(10)
    with Session(engine) as session:
        assert session.scalar(sa.select(thing.c.customer_number)) == 2
        assert belonging.place(work_on(edge, session), 1)[0] == 2


@pytest.mark.req("R11")
def test_nothing_is_entered_for_a_deleted_record(engine: sa.Engine, edge: Edge) -> None:
    with Session(engine) as session:
        known(session, 1, "DELETED")
        known(session, 2, "MERGED", 1)
        work = work_on(edge, session)
        for number in (1, 2):
            with pytest.raises(Conflict) as refused:
                belonging.place(work, number)
            assert refused.value.code == "customer_deleted"
        assert belonging.place(work, 2, even_deleted=True)[0] == 1
        with pytest.raises(Conflict):
            belonging.refuse_deleted(work, 1)


@pytest.mark.req("R11")
def test_counting_says_what_keeps_a_record(engine: sa.Engine, edge: Edge) -> None:
    with Session(engine) as session:
        session.execute(sa.insert(thing), [{"id": i, "customer_number": 1} for i in range(1, 5)])
        [found] = belonging.count(work_on(edge, session), 1, None, THINGS)["items"]
        assert (found["count"], found["blocking"], found["sentence"]) == (4, 2, "Keep it.")
        [none] = belonging.count(work_on(edge, session), 9, None, THINGS)["items"]
        assert (none["count"], none["blocking"], none["sentence"]) == (0, 0, "")
