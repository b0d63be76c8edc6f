"""A document's bytes in pieces, each encrypted for its place: 20 MB never lie in memory several times over.

A piece is bound to its document, its position and whether it is the last one: pieces that were swapped, left
out or taken from another document do not open.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator

from homefire.crypto import CannotDecrypt, FieldCipher, Place

PIECE = 2**20
SEALED_PIECE = PIECE + 45
"""A format byte, the key's id (16), the nonce (12) and the tag (16) come with every piece."""


def digest(content: bytes) -> str:
    """The SHA-256 of a document in hexadecimal."""
    running = hashlib.sha256()
    for piece in _pieces(content):
        running.update(piece)
        _let_others_run()
    return running.hexdigest()


def seal(cipher: FieldCipher, document_id: int, content: bytes) -> Iterator[bytes]:
    """The encrypted pieces of a document, in order."""
    last = (len(content) - 1) // PIECE
    for index, piece in enumerate(_pieces(content)):
        yield cipher.encrypt(bytes(piece), _place(document_id, index, index == last))
        _let_others_run()


def unseal(cipher: FieldCipher, document_id: int, size: int, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of a document of `size` bytes in clear; raises `CannotDecrypt` when anything was changed."""
    last = (size - 1) // PIECE
    index = -1
    for index, piece in enumerate(sealed):
        yield cipher.decrypt(piece, _place(document_id, index, index == last))
        _let_others_run()
    if index != last:
        raise CannotDecrypt("pieces are missing")


def _pieces(content: bytes) -> Iterator[memoryview]:
    view = memoryview(content)
    for start in range(0, len(view), PIECE):
        yield view[start : start + PIECE]


def _place(document_id: int, index: int, is_last: bool) -> Place:
    return Place("document", "content", f"{document_id}/{index}{'/last' if is_last else ''}")


def _let_others_run() -> None:
    """Gives way to other requests of this process: the service's runtime has made sleeping cooperative."""
    time.sleep(0)
