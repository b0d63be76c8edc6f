"""The access log: who read a protected field, when and why, apart from the notes (R248)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from audit.models import Access
from audit.sealing import KeyRing, access_place
from audit.writer import keys_of
from homefire.crypto import seal
from homefire.events import Event, new_id


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One read of one protected field."""

    event: Event
    field: str
    reason: str


def read_access(event: Event) -> AccessEntry:
    """The entry that a `…_revealed` event makes. Its type names the field where its data does not."""
    field = event.data.get("field") or event.type.removesuffix("_revealed")
    return AccessEntry(event, str(field), str(event.data.get("reason") or ""))


def append_accesses(
    connection: sa.Connection, keys: KeyRing, entries: Sequence[AccessEntry], now: datetime
) -> None:
    """Stores entries, names and reasons sealed under the customer's key. Needs `audit.writer.hold_log`."""
    if not entries:
        return
    own_keys = keys_of(connection, keys, sorted({entry.event.subject for entry in entries}), now)
    connection.execute(sa.insert(Access), [_row(entry, own_keys, now) for entry in entries])


def _row(
    entry: AccessEntry, own_keys: dict[str, tuple[uuid.UUID, bytes]], now: datetime
) -> dict[str, object]:
    event = entry.event
    key_id, key = own_keys[event.subject]
    content = json.dumps(
        {"actor_name": event.actor_name, "reason": entry.reason}, ensure_ascii=False
    ).encode()
    return {
        "id": new_id(),
        "event_id": event.id,
        "subject": event.subject,
        "aggregate": event.aggregate,
        "field": entry.field,
        "actor_id": event.actor_id,
        "actor_kind": event.actor_kind,
        "correlation_id": event.correlation_id,
        "occurred_at": event.time,
        "recorded_at": now,
        "key_id": key_id,
        "content": seal(key, content, access_place(event.subject, event.id)),
    }
