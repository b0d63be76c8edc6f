"""Field encryption and blind indexes.

A value is encrypted with AES-256-GCM under a data key of the service; data keys lie in the service's database,
wrapped (AES key wrap, RFC 3394) by a master key that does not. Table, column and row are authenticated with
the value, so a ciphertext that is moved to another place is refused. Equality is searched by a keyed hash: an
unkeyed hash of every Social Security number can be searched in minutes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

_FORMAT = b"\x01"
_NONCE = 12
_HEAD = len(_FORMAT) + 16


class CannotDecrypt(Exception):
    """The ciphertext was changed, moved to another row or column, or its key is gone."""


class MasterKey:
    """The key outside the database: wraps data keys and derives keys for other single purposes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("a master key is 32 bytes, in base64")
        self._wrapping = self._derive(secret, b"wrap data keys")
        self._requests = self._derive(secret, b"authenticate requests")

    @classmethod
    def from_file(cls, path: Path) -> MasterKey:
        """Reads 32 bytes in base64."""
        return cls(base64.b64decode(path.read_text().strip()))

    @staticmethod
    def _derive(secret: bytes, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homefire " + purpose).derive(secret)

    def wrap(self, data_key: bytes) -> bytes:
        """The data key in the form in which a database may keep it."""
        return aes_key_wrap(self._wrapping, data_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key that `wrap` wrapped."""
        return aes_key_unwrap(self._wrapping, wrapped)

    def mac(self, message: bytes) -> bytes:
        """A keyed hash, to recognise a repeated request without keeping it."""
        return hmac.digest(self._requests, message, "sha256")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ciphertext lives. Decrypting it anywhere else fails."""

    table: str
    column: str
    row: str

    def to_bytes(self) -> bytes:
        parts = (self.table.encode(), self.column.encode(), self.row.encode())
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def new_data_key() -> bytes:
    """32 random bytes."""
    return AESGCM.generate_key(256)


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """AES-256-GCM with a random nonce: nonce, then ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """What `seal` sealed; raises `CannotDecrypt` when anything about it was changed."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
    except (InvalidTag, ValueError) as error:  # A value that was cut short has no whole nonce.
        raise CannotDecrypt("the value, its place or its key has changed") from error


class FieldCipher:
    """Encrypts values for their place under the active data key; decrypts under any key that is known.

    Stored form: format byte, key id (16 bytes, a UUID), nonce, ciphertext and tag.
    """

    def __init__(self, keys: dict[uuid.UUID, bytes], active: uuid.UUID) -> None:
        self._keys = keys
        self._active = active

    def encrypt(self, plaintext: bytes, place: Place) -> bytes:
        """The stored form of a value."""
        head = _FORMAT + self._active.bytes
        return head + seal(self._keys[self._active], plaintext, head + place.to_bytes())

    def decrypt(self, stored: bytes, place: Place) -> bytes:
        """The value; raises `CannotDecrypt`."""
        head, sealed = stored[:_HEAD], stored[_HEAD:]
        known_form = len(head) == _HEAD and head[:1] == _FORMAT
        key = self._keys.get(uuid.UUID(bytes=head[1:])) if known_form else None
        if key is None:
            raise CannotDecrypt("the value is of no known format or key")
        return open_sealed(key, sealed, head + place.to_bytes())


class BlindIndex:
    """Finds equal values without showing them: HMAC-SHA-256 under a key that only their owners hold."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> BlindIndex:
        """Reads 32 bytes in base64."""
        return cls(base64.b64decode(path.read_text().strip()))

    def digest(self, kind: str, value: str) -> bytes:
        """The index of one value; `kind` keeps equal digits of different meaning apart."""
        return hmac.digest(self._key, kind.encode() + b"\x00" + value.encode(), hashlib.sha256)
