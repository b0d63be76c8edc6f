"""The technical log: events that become no notes, each once, apart from the notes (R187)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from audit.domain.narration import describe, narrate_imported
from audit.models import Technical
from audit.sealing import KeyRing, technical_place
from audit.writer import keys_of
from homefire.crypto import seal
from homefire.events import Event, new_id


@dataclass(frozen=True, slots=True)
class TechnicalEntry:
    """One event of the technical log, and what it says."""

    event: Event
    producer: str
    told: tuple[str, ...]

    @property
    def subject(self) -> str:
        """Under whose key it is sealed: the customer's, or the aggregate's where it concerns no customer."""
        return self.event.subject or self.event.aggregate


def read_technical(event: Event, producer: str, zone: ZoneInfo) -> TechnicalEntry:
    """The entry that an event makes. Raises `ValueError` or `TypeError` when its changes cannot be read."""
    if event.historic:
        return TechnicalEntry(event, producer, (narrate_imported(event.aggregate).text,))
    return TechnicalEntry(event, producer, tuple(describe(event.type, event.data, zone)))


def append_technical(
    connection: sa.Connection, keys: KeyRing, entries: Sequence[TechnicalEntry], now: datetime
) -> None:
    """Stores entries, what they say and names sealed. Needs `audit.writer.hold_log`.

    Of imported history one entry per aggregate is kept, as the notes keep it.
    """
    if not entries:
        return
    own_keys = keys_of(connection, keys, sorted({entry.subject for entry in entries}), now)
    rows = [_row(entry, own_keys, now) for entry in entries]
    once = insert(Technical).on_conflict_do_nothing(
        index_elements=["event_source", "aggregate"], index_where=sa.text("imported")
    )
    connection.execute(once, rows)


def _row(
    entry: TechnicalEntry, own_keys: dict[str, tuple[uuid.UUID, bytes]], now: datetime
) -> dict[str, object]:
    event, subject = entry.event, entry.subject
    key_id, key = own_keys[subject]
    content = orjson.dumps({"actor_name": event.actor_name, "told": entry.told})
    return {
        "id": new_id(),
        "event_id": event.id,
        "event_type": event.type,
        "event_source": event.source,
        "producer": entry.producer,
        "subject": subject,
        "aggregate": event.aggregate,
        "sequence": event.sequence,
        "imported": event.historic,
        "actor_id": event.actor_id,
        "actor_kind": event.actor_kind,
        "correlation_id": event.correlation_id,
        "occurred_at": event.time,
        "recorded_at": now,
        "key_id": key_id,
        "content": seal(key, content, technical_place(subject, event.id)),
    }
