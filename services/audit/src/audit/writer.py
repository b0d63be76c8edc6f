"""The one way by which notes enter the log.

Numbers, the hash of the note before and the global index can be given only by somebody who knows that nobody
else is giving them now. Two things write: the ingest, of which one at a time is active, and operations, of
which any number run in any number of replicas. Both come through here and take one advisory lock that lasts
until their transaction ends: whoever holds it sees every note that was committed before, and a transaction
that fails gives its numbers back. Handing operations' notes to the ingest instead would save the lock, and an
operation could then not answer with the stored note. What the lock should ever fail to prevent, the unique
constraints on index, number and event refuse.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

import psycopg
import sqlalchemy as sa

from audit.domain.leaf import COLUMNS, SALT, Leaf
from audit.models import CustomerKey, Note
from audit.sealing import Content, KeyRing, seal_note
from homefire.events import new_id

_LOCK = 0x6E6F746573  # "notes"
_STORED = ("leaf_index", "leaf_hash", *COLUMNS)
_COPY = f"COPY note ({', '.join(_STORED)}) FROM STDIN"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note that has everything but its place in the log."""

    id: uuid.UUID = field(default_factory=new_id)
    subject: str
    event_id: uuid.UUID
    ordinal: int = 0
    event_type: str
    event_source: str
    producer: str = ""
    pub_seq: int | None = None
    aggregate: str
    sequence: int
    source: str
    action_code: str
    actor_id: str
    actor_kind: str
    high_priority: bool = False
    amends: uuid.UUID | None = None
    correlation_id: str
    occurred_at: datetime
    entered_at: datetime
    text: str
    entered_by: str = ""
    actor_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> Content:
        """The part that is sealed."""
        return Content(self.text, self.entered_by, self.actor_name, self.values)


@dataclass(slots=True)
class _Head:
    """The end of one subject's chain."""

    number: int = 0
    leaf_hash: bytes | None = None


def hold_log(connection: sa.Connection) -> None:
    """Waits until nobody else writes. Held until the transaction ends; taken before reading what decides."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def append(connection: sa.Connection, keys: KeyRing, notes: Sequence[NewNote], now: datetime) -> list[Leaf]:
    """Numbers, seals, hashes and stores notes in order; returns what was stored. Needs `hold_log`."""
    if not notes:
        return []
    subjects = sorted({note.subject for note in notes})
    heads = _read_heads(connection, subjects)
    own_keys = keys_of(connection, keys, subjects, now)
    first = _next_index(connection)
    placed = list(_placed(notes, heads, own_keys, now))
    with _cursor(connection) as cursor, cursor.copy(_COPY) as copy:
        for index, (leaf, digest) in enumerate(placed, first):
            copy.write_row((index, digest, *_columns(leaf)))
    return [leaf for leaf, _ in placed]


def keys_of(
    connection: sa.Connection, keys: KeyRing, subjects: Sequence[str], now: datetime
) -> dict[str, tuple[uuid.UUID, bytes]]:
    """The key of each subject, made where there is none yet. Needs `hold_log`."""
    stored = sa.select(CustomerKey.subject, CustomerKey.id, CustomerKey.wrapped).where(
        CustomerKey.subject == sa.any_(sa.literal(list(subjects), sa.ARRAY(sa.Text)))
    )
    found = {row.subject: (row.id, keys.unwrap(row.id, row.wrapped)) for row in connection.execute(stored)}
    made = []
    for subject in subjects:
        if subject not in found:
            key_id, key, wrapped = keys.make()
            found[subject] = (key_id, key)
            made.append({"id": key_id, "subject": subject, "wrapped": wrapped, "created_at": now})
    if made:
        connection.execute(sa.insert(CustomerKey), made)
    return found


def _read_heads(connection: sa.Connection, subjects: Sequence[str]) -> dict[str, _Head]:
    wanted = sa.select(
        sa.func.unnest(sa.literal(list(subjects), sa.ARRAY(sa.Text))).label("subject")
    ).subquery()
    last = (
        sa.select(Note.number, Note.leaf_hash)
        .where(Note.subject == wanted.c.subject)
        .order_by(Note.number.desc())
        .limit(1)
        .lateral()
    )
    heads = {subject: _Head() for subject in subjects}
    for row in connection.execute(
        sa.select(wanted.c.subject, last.c.number, last.c.leaf_hash).join(last, sa.true())
    ):
        heads[row.subject] = _Head(row.number, row.leaf_hash)
    return heads


def _next_index(connection: sa.Connection) -> int:
    highest = connection.scalar(sa.select(sa.func.max(Note.leaf_index)))
    return 0 if highest is None else highest + 1


def _placed(
    notes: Iterable[NewNote],
    heads: Mapping[str, _Head],
    own_keys: Mapping[str, tuple[uuid.UUID, bytes]],
    now: datetime,
) -> Iterator[tuple[Leaf, bytes]]:
    """Each note as the next leaf of its subject's chain, with its hash."""
    for note in notes:
        head = heads[note.subject]
        key_id, key = own_keys[note.subject]
        head.number += 1
        leaf = Leaf(
            id=note.id,
            subject=note.subject,
            number=head.number,
            previous_hash=head.leaf_hash,
            event_id=note.event_id,
            ordinal=note.ordinal,
            event_type=note.event_type,
            event_source=note.event_source,
            producer=note.producer,
            pub_seq=note.pub_seq,
            aggregate=note.aggregate,
            sequence=note.sequence,
            source=note.source,
            action_code=note.action_code,
            actor_id=note.actor_id,
            actor_kind=note.actor_kind,
            high_priority=note.high_priority,
            amends=note.amends,
            correlation_id=note.correlation_id,
            occurred_at=note.occurred_at,
            entered_at=note.entered_at,
            recorded_at=now,
            key_id=key_id,
            content=seal_note(key, note.content, note.subject, head.number),
            salt=os.urandom(SALT),
        )
        head.leaf_hash = leaf.digest()
        yield leaf, head.leaf_hash


_columns = attrgetter(*COLUMNS)


def _cursor(connection: sa.Connection) -> psycopg.Cursor[Any]:
    """The driver's own cursor in the same transaction, since SQLAlchemy knows no COPY."""
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    return driver.cursor()
