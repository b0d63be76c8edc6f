"""What one note commits to, so that an edit, a removal or a reordering can be found by recomputing.

A leaf is canonical JSON (RFC 8785) and its hash is SHA-256 over a zero byte and the leaf, which is the leaf
hash of an RFC 6962 tree (section 2.1). Inside each leaf stand the note's number among its subject's notes,
counted without a gap, and the hash of that subject's note before it. The leaf commits to the ciphertext of
the text and not to the text, so that destroying a customer's key erases what was written and breaks no hash;
the salt keeps the rest of an erased leaf from being guessed from its hash.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from homefire.clock import to_wire

VERSION: Final = 1
"""Stands in every leaf, so that a later form can never be taken for this one."""

SALT: Final = 32
LARGEST: Final = 2**53 - 1
"""The largest integer that every reader of JSON reads exactly (RFC 8785, section 3.2.2.3)."""

_LEAF_PREFIX: Final = b"\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The columns of a note that its hash covers. `content` enters as the digest of the ciphertext."""

    id: uuid.UUID
    subject: str
    number: int
    previous_hash: bytes | None
    event_id: uuid.UUID
    ordinal: int
    event_type: str
    event_source: str
    producer: str
    pub_seq: int | None
    aggregate: str
    sequence: int
    source: str
    action_code: str
    actor_id: str
    actor_kind: str
    high_priority: bool
    amends: uuid.UUID | None
    correlation_id: str
    occurred_at: datetime
    entered_at: datetime
    recorded_at: datetime
    key_id: uuid.UUID
    content: bytes
    salt: bytes

    def to_bytes(self) -> bytes:
        """The leaf as it is hashed and handed to whoever verifies."""
        return canonical(
            {
                "action_code": self.action_code,
                "actor_id": self.actor_id,
                "actor_kind": self.actor_kind,
                "aggregate": self.aggregate,
                "amends": _text(self.amends),
                "content_sha256": hashlib.sha256(self.content).hexdigest(),
                "correlation_id": self.correlation_id,
                "entered_at": to_wire(self.entered_at),
                "event_id": str(self.event_id),
                "event_source": self.event_source,
                "event_type": self.event_type,
                "high_priority": self.high_priority,
                "id": str(self.id),
                "key_id": str(self.key_id),
                "number": self.number,
                "occurred_at": to_wire(self.occurred_at),
                "ordinal": self.ordinal,
                "previous_hash": self.previous_hash.hex() if self.previous_hash else None,
                "producer": self.producer,
                "pub_seq": self.pub_seq,
                "recorded_at": to_wire(self.recorded_at),
                "salt": self.salt.hex(),
                "sequence": self.sequence,
                "source": self.source,
                "subject": self.subject,
                "version": VERSION,
            }
        )

    def digest(self) -> bytes:
        """The leaf hash, 32 bytes."""
        return hashlib.sha256(_LEAF_PREFIX + self.to_bytes()).digest()


COLUMNS: Final = tuple(field.name for field in fields(Leaf))


def canonical(value: Any) -> bytes:
    """RFC 8785 for the JSON that the log uses: objects with ASCII names, text, whole numbers, truth, null.

    Within these limits Python's own writer produces the canonical form: names in the order of their code
    points, the same escapes, no blanks, UTF-8. Raises `ValueError` for what lies outside: a fraction, a
    number beyond 2^53 - 1, half a surrogate pair, a name that is not ASCII.
    """
    _check(value)
    return _write(value).encode()


_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def _check(value: Any) -> None:
    # By exact type, since this runs for every note and `match` would cost as much as the hash itself.
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return
    if kind is int:
        if abs(value) > LARGEST:
            raise ValueError("a number beyond 2^53 - 1 has no canonical form")
    elif kind is dict:
        for name, member in value.items():
            if type(name) is not str or not name.isascii():
                raise ValueError("a name in a canonical object is ASCII text")
            _check(member)
    elif kind is list:
        for member in value:
            _check(member)
    else:
        raise ValueError(f"{kind.__name__} has no place in a canonical object")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one subject's notes, at which number."""

    number: int
    what: str


def check_chain(notes: Iterable[tuple[Leaf, bytes]]) -> list[Fault]:
    """The faults in all notes of one subject, given in stored order with their stored hashes.

    None when all is whole. A tail that was cut off cannot be seen from here: that takes a checkpoint from
    outside.
    """
    faults: list[Fault] = []
    expected, previous = 1, None
    for leaf, stored in notes:
        if leaf.number != expected:
            faults.append(Fault(leaf.number, f"number {expected} was expected here"))
        if leaf.previous_hash != previous:
            faults.append(Fault(leaf.number, "does not follow from the note before it"))
        if leaf.digest() != stored:
            faults.append(Fault(leaf.number, "was changed after it was written"))
        expected, previous = leaf.number + 1, stored
    return faults


def _text(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)
