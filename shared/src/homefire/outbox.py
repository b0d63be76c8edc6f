"""The transactional outbox: an event is stored in the transaction of the change it tells of."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from marshmallow import RAISE, Schema, fields
from sqlalchemy.orm import Session

from homefire import plumbing
from homefire.clock import Clock, to_wire
from homefire.events import SPEC_VERSION, EventType, new_id


def emit(
    session: Session,
    clock: Clock,
    service: str,
    event_type: EventType,
    *,
    subject: str,
    aggregate: str,
    sequence: int,
    data: dict[str, Any],
    actor: dict[str, str],
    correlation_id: str,
    traceparent: str = "",
    historic: bool = False,
) -> str:
    """Stores one event and returns its id. The relay publishes it after the commit.

    The caller has locked the aggregate's row, so that `sequence`, its version, and the order of events agree.
    `data` must load by the event type's schema: a publisher that breaks its own contract fails here, inside
    its own transaction, and not in a consumer.
    """
    _schema_of(event_type).load(data)
    event_id = new_id()
    envelope: dict[str, Any] = {
        "specversion": SPEC_VERSION,
        "id": str(event_id),
        "source": f"/{service}",
        "type": event_type.name,
        "subject": subject,
        "time": to_wire(clock.now()),
        "datacontenttype": "application/json",
        "dataschema": f"homefire:{service}:{event_type.name}",
        "data": data,
        "actorid": actor["sub"],
        "actorname": actor["name"],
        "actorkind": actor["kind"],
        "correlationid": correlation_id,
        "aggregate": aggregate,
        "sequence": sequence,
    }
    if traceparent:
        envelope["traceparent"] = traceparent
    if historic:
        envelope["historic"] = True
    session.execute(
        sa.insert(plumbing.outbox).values(
            id=event_id,
            type=event_type.name,
            subject=subject,
            aggregate=aggregate,
            sequence=sequence,
            body=envelope,
        )
    )
    return str(event_id)


@cache
def _schema_of(event_type: EventType) -> Schema:
    return _closed(event_type.data())


def _closed(schema: Schema) -> Schema:
    """The schema without room for what it does not declare, at any depth. Only consumers have that room."""
    schema.unknown = RAISE
    for field in schema.fields.values():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            _closed(inner.schema)
    return schema
