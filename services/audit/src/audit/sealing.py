"""Keys per customer, and the texts sealed under them.

A note's text, its field's old and new value and people's names are stored only as AES-256-GCM ciphertext
under the key of the customer they are about. The key lies in `customer_key`, wrapped by the master key, which
is not in the database. A ciphertext is bound to its subject and its note's number: moved elsewhere, it does
not open.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from homefire.crypto import MasterKey, new_data_key, seal

KEPT_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed: the text, the name shown as `Entered By`, who really acted, and a change's values."""

    text: str
    entered_by: str = ""
    actor_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """The plaintext."""
        return orjson.dumps(
            {"text": self.text, "entered_by": self.entered_by, "actor_name": self.actor_name, **self.values}
        )

    @classmethod
    def from_bytes(cls, plaintext: bytes) -> Content:
        """What `to_bytes` wrote."""
        values = orjson.loads(plaintext)
        return cls(values.pop("text"), values.pop("entered_by"), values.pop("actor_name"), values)


class KeyRing:
    """Unwraps customers' keys and remembers the last used ones.

    Whether a key still exists is for the database to say at every read: a caller passes the wrapped key that
    it read with the note, so a key that was destroyed is of no use to a process that remembers it.
    """

    def __init__(self, master: MasterKey, kept: int = KEPT_KEYS) -> None:
        self._master = master
        self._kept = kept
        self._keys: OrderedDict[uuid.UUID, bytes] = OrderedDict()

    def make(self) -> tuple[uuid.UUID, bytes, bytes]:
        """A new key: its id, itself, and its wrapped form."""
        key_id, key = uuid.uuid4(), new_data_key()
        self._remember(key_id, key)
        return key_id, key, self._master.wrap(key)

    def unwrap(self, key_id: uuid.UUID, wrapped: bytes) -> bytes:
        """The key that a row of `customer_key` holds."""
        key = self._keys.get(key_id)
        if key is None:
            key = self._master.unwrap(wrapped)
            self._remember(key_id, key)
        else:
            self._keys.move_to_end(key_id)
        return key

    def _remember(self, key_id: uuid.UUID, key: bytes) -> None:
        self._keys[key_id] = key
        if len(self._keys) > self._kept:
            self._keys.popitem(last=False)


def seal_note(key: bytes, content: Content, subject: str, number: int) -> bytes:
    """The ciphertext of one note's content, bound to its place."""
    return seal(key, content.to_bytes(), note_place(subject, number))


def note_place(subject: str, number: int) -> bytes:
    """What a note's ciphertext is bound to."""
    return f"note/{number}/{subject}".encode()


def access_place(subject: str, event_id: uuid.UUID) -> bytes:
    """What an access entry's ciphertext is bound to."""
    return f"access/{event_id}/{subject}".encode()


def technical_place(subject: str, event_id: uuid.UUID) -> bytes:
    """What an entry of the technical log is bound to."""
    return f"technical/{event_id}/{subject}".encode()
