"""From what the bus delivered to rows of the log, in two steps: read it without the database, then store it.

Reading tells what can never become a note from what can. Storing happens once per event, however often an
event is delivered: what the log already holds is passed over, under the lock that keeps other writers out.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa

from audit.access import AccessEntry, append_accesses, read_access
from audit.domain.leaf import LARGEST
from audit.domain.lines import TextIsUnreadable
from audit.domain.narration import Draft, is_access, is_noted, is_technical, narrate, narrate_imported
from audit.models import Access, Note, Technical
from audit.sealing import KeyRing
from audit.standing import STANDING, keep_standing
from audit.technical import TechnicalEntry, append_technical, read_technical
from audit.writer import NewNote, append, hold_log
from homefire.clock import from_wire
from homefire.events import Event, MalformedEvent

_BREATH = 50
"""Events read between two moments in which other greenlets may run: about 5 ms of work."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message as it came: the broker's tag, the bytes, and the user the broker knows as its sender."""

    tag: int
    body: bytes
    producer: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One event and what it leaves in the log."""

    tag: int
    event: Event
    notes: tuple[NewNote, ...] = ()
    access: AccessEntry | None = None
    technical: TechnicalEntry | None = None


@dataclass(slots=True)
class Reading:
    """What a batch of deliveries turned out to be, in order of arrival; `refused` holds tags."""

    told: list[Told] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def read(deliveries: Iterable[Delivery], zone: ZoneInfo) -> Reading:
    """Reads deliveries into notes. What is no event of ours is refused; its body is kept nowhere."""
    reading = Reading()
    for count, delivery in enumerate(deliveries, 1):
        try:
            reading.told.append(tell(delivery, zone))
        except MalformedEvent:
            reading.refused.append(delivery.tag)
        if count % _BREATH == 0:
            time.sleep(0)
    return reading


def tell(delivery: Delivery, zone: ZoneInfo) -> Told:
    """What one delivery leaves in the log; raises `MalformedEvent` when it is no event of ours."""
    try:
        event = Event.from_envelope(orjson.loads(delivery.body))
        _check_numbers(event)
        if is_technical(event.type):
            return Told(delivery.tag, event, technical=read_technical(event, delivery.producer, zone))
        if not is_noted(event.type):
            return Told(delivery.tag, event)
        if is_access(event.type):
            return Told(delivery.tag, event, access=read_access(event))
        if event.historic:
            return Told(delivery.tag, event, notes=(_imported_note(event, delivery.producer),))
        drafts = narrate(event.type, event.data, zone)
        return Told(delivery.tag, event, notes=tuple(_automatic_notes(event, delivery.producer, drafts)))
    except (orjson.JSONDecodeError, TextIsUnreadable, TypeError, AttributeError, ValueError) as error:
        raise MalformedEvent("the event cannot be read") from error


def store(connection: sa.Connection, keys: KeyRing, told: Sequence[Told], now: datetime) -> int:
    """Adds what the log does not hold yet, in order; returns the number of notes added."""
    hold_log(connection)
    recorded = _recorded(connection, [one.event.id for one in told])
    imported = _imported(connection, told)
    notes: list[NewNote] = []
    accesses: list[AccessEntry] = []
    technical: list[TechnicalEntry] = []
    for one in told:
        if one.event.id in recorded:
            continue
        recorded.add(one.event.id)
        if one.event.type in STANDING:
            keep_standing(connection, one.event)
        if one.access is not None:
            accesses.append(one.access)
        if one.technical is not None:
            technical.append(one.technical)
        for note in one.notes:
            place = (note.event_source, note.aggregate)
            if note.source == "imported" and place in imported:
                continue
            if note.source == "imported":
                imported.add(place)
            notes.append(note)
    append_accesses(connection, keys, accesses, now)
    append_technical(connection, keys, technical, now)
    return len(append(connection, keys, notes, now))


def _check_numbers(event: Event) -> None:
    for number in (event.sequence, event.pub_seq or 0):
        if not 0 <= number <= LARGEST:
            raise MalformedEvent("wrong fields: sequence, pubseq")


def _automatic_notes(event: Event, producer: str, drafts: Iterable[Draft]) -> Iterable[NewNote]:
    for ordinal, draft in enumerate(drafts):
        # Nobody but back-office staff is named as the user; who it really was is sealed beside it (R201).
        entered_by = event.actor_name if event.actor_kind == "staff" else ""
        yield NewNote(
            **_origin(event, producer),
            ordinal=ordinal,
            source="automatic",
            action_code=draft.action_code,
            entered_at=event.time,
            text=draft.text,
            entered_by=entered_by,
            values=draft.values,
        )


def _imported_note(event: Event, producer: str) -> NewNote:
    history = event.data.get("history") or {}
    draft = narrate_imported(event.aggregate)
    entered_at = history.get("entered_at")
    return NewNote(
        **_origin(event, producer),
        source="imported",
        action_code=draft.action_code,
        entered_at=from_wire(entered_at) if entered_at else event.time,
        text=draft.text,
        entered_by=str(history.get("entered_by") or ""),
    )


def _origin(event: Event, producer: str) -> dict[str, Any]:
    return {
        "subject": event.subject or event.aggregate,
        "event_id": event.id,
        "event_type": event.type,
        "event_source": event.source,
        "producer": producer,
        "pub_seq": event.pub_seq,
        "aggregate": event.aggregate,
        "sequence": event.sequence,
        "actor_id": event.actor_id,
        "actor_kind": event.actor_kind,
        "correlation_id": event.correlation_id,
        "occurred_at": event.time,
        "actor_name": event.actor_name,
    }


def _recorded(connection: sa.Connection, ids: Sequence[Any]) -> set[Any]:
    wanted = sa.any_(sa.literal(list(ids), sa.ARRAY(sa.Uuid)))
    query = sa.select(Note.event_id).where(Note.event_id == wanted, Note.ordinal == 0)
    opened = sa.select(Access.event_id).where(Access.event_id == wanted)
    technical = sa.select(Technical.event_id).where(Technical.event_id == wanted)
    return set(connection.scalars(query.union_all(opened, technical)))


def _imported(connection: sa.Connection, told: Sequence[Told]) -> set[tuple[str, str]]:
    places = {(one.event.source, one.event.aggregate) for one in told if one.event.historic}
    if not places:
        return set()
    query = sa.select(Note.event_source, Note.aggregate).where(
        Note.source == "imported", sa.tuple_(Note.event_source, Note.aggregate).in_(places)
    )
    return {(row.event_source, row.aggregate) for row in connection.execute(query)}
