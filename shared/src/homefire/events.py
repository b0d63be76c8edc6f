"""Domain events: CloudEvents 1.0 in structured JSON.

An event says what happened, in the past tense. It carries ids, field names, and old and new values of fields
that are not protected; never a Social Security number, a document's content or a message's text (R249).
Fields are only ever added to an event type; a change that would break a consumer is a new type.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from homefire.clock import from_wire

SPEC_VERSION = "1.0"
_PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class ChangeSchema(Schema):
    """One changed field. A protected field says that it changed and never from what to what."""

    class Meta:
        unknown = EXCLUDE

    field = fields.String(required=True)
    label = fields.String(required=True)
    old = fields.Raw(allow_none=True)
    new = fields.Raw(allow_none=True)
    old_text = fields.String(allow_none=True)
    new_text = fields.String(allow_none=True)
    protected = fields.Boolean()


class HistorySchema(Schema):
    """Who entered imported data, and when, in the system it came from."""

    class Meta:
        unknown = EXCLUDE

    entered_by = fields.String(allow_none=True)
    entered_at = fields.String(allow_none=True)


class EventData(Schema):
    """The parent of every event's data."""

    class Meta:
        unknown = EXCLUDE

    changes = fields.List(fields.Nested(ChangeSchema))
    history = fields.Nested(HistorySchema, allow_none=True)


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event that a service publishes: its name (routing key), its data, what it means."""

    name: str
    data: type[EventData]
    summary: str


class EnvelopeSchema(Schema):
    """The envelope as it travels. Extension names are lower-case letters and digits, as the format demands."""

    class Meta:
        unknown = EXCLUDE

    specversion = fields.String(required=True, validate=validate.Equal(SPEC_VERSION))
    id = fields.UUID(required=True)
    source = fields.String(required=True)
    type = fields.String(required=True)
    subject = fields.String(required=True)
    time = fields.String(required=True)
    datacontenttype = fields.String()
    dataschema = fields.String()
    data = fields.Dict(required=True)
    actorid = fields.String(load_default="")
    actorname = fields.String(load_default="")
    actorkind = fields.String(load_default="system")
    correlationid = fields.String(load_default="")
    traceparent = fields.String(load_default="")
    aggregate = fields.String(required=True)
    sequence = fields.Integer(required=True)
    pubseq = fields.Integer(load_default=None, allow_none=True)
    historic = fields.Boolean(load_default=False)


_envelope = EnvelopeSchema()


class MalformedEvent(Exception):
    """What arrived is no event of ours. It can never succeed, so it is dead-lettered at once."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as a consumer sees it."""

    id: uuid.UUID
    source: str
    type: str
    subject: str
    time: datetime
    data: dict[str, Any]
    actor_id: str
    actor_name: str
    actor_kind: str
    correlation_id: str
    traceparent: str
    aggregate: str
    sequence: int
    pub_seq: int | None
    historic: bool

    @property
    def service(self) -> str:
        """The service that published it."""
        return self.source.strip("/")

    @classmethod
    def from_envelope(cls, envelope: Any) -> Event:
        """Reads what arrived; raises `MalformedEvent` with the names of the fields that are wrong, no values."""
        try:
            loaded: Any = _envelope.load(envelope)
            return cls(
                loaded["id"],
                loaded["source"],
                loaded["type"],
                loaded["subject"],
                from_wire(loaded["time"]),
                loaded["data"],
                loaded["actorid"],
                loaded["actorname"],
                loaded["actorkind"],
                loaded["correlationid"],
                loaded["traceparent"],
                loaded["aggregate"],
                loaded["sequence"],
                loaded["pubseq"],
                loaded["historic"],
            )
        except ValidationError as error:
            names = sorted(error.messages) if isinstance(error.messages, dict) else ["envelope"]
            raise MalformedEvent(f"wrong fields: {', '.join(map(str, names))}") from error
        except (ValueError, OverflowError) as error:
            raise MalformedEvent("wrong fields: time") from error


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562, section 5.7): sorts by time, so indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def plain_id(given: object) -> str:
    """The id that follows work through logs and events: the caller's own when it is a plain one, or a new one."""
    return given if isinstance(given, str) and _PLAIN_ID.fullmatch(given) else str(new_id())


def plain_traceparent(given: object) -> str:
    """A caller's `traceparent` (W3C Trace Context), or nothing when it is not one."""
    return given if isinstance(given, str) and _TRACEPARENT.fullmatch(given) else ""


def by_name(types: Iterable[EventType]) -> dict[str, EventType]:
    """Event types by their names."""
    return {event_type.name: event_type for event_type in types}
