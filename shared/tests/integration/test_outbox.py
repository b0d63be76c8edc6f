"""An event is stored with the change it tells of, in the form that its contract promises, or not at all."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields
from sqlalchemy.orm import Session

from homefire import outbox, plumbing
from homefire.edge import Edge
from homefire.events import EnvelopeSchema, Event, EventData, EventType
from homefire.testing.suite import Suite
from homefire.work import Stamp, Work

PERSON = {"sub": "42", "name": "JMEDINA", "kind": "staff"}


class Address(Schema):
    """A part of the data."""

    class Meta:
        unknown = EXCLUDE

    zip = fields.String(required=True)


class ThingData(EventData):
    """The data of an event."""

    number = fields.Integer(required=True)
    address = fields.Nested(Address)
    others = fields.List(fields.Nested(Address))


thing_happened = EventType("thing_happened", ThingData, "It happened.")


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process, over a real database."""
    return suite.edge("customers")


def emit(session: Session, edge: Edge, data: dict[str, Any], **options: Any) -> str:
    """Stores one event."""
    return outbox.emit(
        session,
        edge.clock,
        "customers",
        thing_happened,
        subject="990385",
        aggregate="thing/1",
        sequence=3,
        data=data,
        actor=PERSON,
        correlation_id="abc",
        **options,
    )


def stored(edge: Edge, identifier: str) -> Any:
    """The row of an event, or None."""
    query = sa.select(plumbing.outbox).where(plumbing.outbox.c.id == uuid.UUID(identifier))
    with edge.database.reading() as connection:
        return connection.execute(query).first()


def test_stored_event_is_an_envelope_that_consumers_read(edge: Edge) -> None:
    with edge.database.session() as session:
        identifier = emit(session, edge, {"number": 5, "address": {"zip": "95060"}})
    row = stored(edge, identifier)
    assert (row.type, row.subject, row.aggregate, row.sequence) == (
        "thing_happened",
        "990385",
        "thing/1",
        3,
    )
    assert (row.pub_seq, row.published_at) == (None, None)
    EnvelopeSchema(unknown=RAISE).load(row.body)
    event = Event.from_envelope(row.body)
    assert (event.service, event.type, str(event.id)) == ("customers", "thing_happened", identifier)
    assert event.data == {"number": 5, "address": {"zip": "95060"}}
    assert (event.actor_id, event.actor_name, event.actor_kind) == ("42", "JMEDINA", "staff")
    assert (event.correlation_id, event.historic) == ("abc", False)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"number": "many"},
        {"number": 5, "ssn": "765432108"},
        {"number": 5, "address": {"zip": "95060", "ssn": "765432108"}},
        {"number": 5, "others": [{"zip": "95060"}, {"zip": "95060", "ssn": "765432108"}]},
        {"number": 5, "changes": [{"field": "ssn", "label": "SSN", "value": "765432108"}]},
        {"number": 5, "changes": [{"field": "ssn"}]},
        {"number": 5, "history": {"entered_on": "2018"}},
    ],
)
@pytest.mark.req("R249")
def test_data_that_breaks_its_own_schema_is_refused_and_nothing_is_stored(
    edge: Edge, data: dict[str, Any]
) -> None:
    """What a schema does not declare may not leave by accident, however deep it lies."""
    before = count(edge)
    with pytest.raises(ValidationError), edge.database.session() as session:
        emit(session, edge, {"number": 4})
        emit(session, edge, data)
    assert count(edge) == before


def test_consumers_still_ignore_what_they_do_not_know() -> None:
    assert ThingData().load({"number": 5, "more": 1}) == {"number": 5}
    assert ThingData().load({"number": 5, "address": {"zip": "1", "more": 1}})["address"] == {"zip": "1"}


def count(edge: Edge) -> int:
    """How many events of this test are stored."""
    query = sa.select(sa.func.count()).where(plumbing.outbox.c.type == "thing_happened")
    with edge.database.reading() as connection:
        return int(connection.scalar(query) or 0)


def test_event_is_gone_with_the_change_it_told_of(edge: Edge) -> None:
    with Session(edge.database.engine) as session:
        identifier = emit(session, edge, {"number": 5})
        session.rollback()
    assert stored(edge, identifier) is None


def test_work_says_who_it_began_with_and_what_is_history(suite: Suite, edge: Edge) -> None:
    with suite.work_in("customers", "caseworker") as work:
        now = tell(work, work.stamp())
        past = tell(work, work.stamp({"entered_by": "SERVTRAQ SUPPORT", "entered_at": work.now()}))
    event = Event.from_envelope(stored(edge, now).body)
    assert event.actor_name == work.caller.name
    assert event.correlation_id == work.correlation_id
    assert not event.historic
    imported = Event.from_envelope(stored(edge, past).body)
    assert imported.historic
    assert imported.data["history"]["entered_by"] == "SERVTRAQ SUPPORT"
    assert imported.data["history"]["entered_at"].endswith("Z")


def tell(work: Work, stamp: Stamp) -> str:
    """Emits an event under a stamp."""
    return work.emit(
        thing_happened, subject=990385, aggregate="thing/1", sequence=1, data={"number": 5}, stamp=stamp
    )
