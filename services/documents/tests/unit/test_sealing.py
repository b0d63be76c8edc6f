"""Documents are encrypted piece by piece, and a piece opens in its own place only."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import sealing
from homefire.crypto import CannotDecrypt, FieldCipher, new_data_key

KEY = uuid.uuid4()
CIPHER = FieldCipher({KEY: new_data_key()}, KEY)
SIZES = [1, 2, sealing.PIECE - 1, sealing.PIECE, sealing.PIECE + 1, 2 * sealing.PIECE, 3 * sealing.PIECE + 7]


def content_of(size: int) -> bytes:
    return hashlib.shake_128(b"content").digest(size)


def opened(pieces: list[bytes], size: int, document_id: int = 7) -> bytes:
    return b"".join(sealing.unseal(CIPHER, document_id, size, pieces))


@pytest.mark.parametrize("size", SIZES)
def test_content_of_every_length_comes_back_whole(size):
    content = content_of(size)
    pieces = list(sealing.seal(CIPHER, 7, content))
    assert opened(pieces, size) == content
    assert sealing.digest(content) == hashlib.sha256(content).hexdigest()
    assert all(len(piece) == sealing.SEALED_PIECE for piece in pieces[:-1])
    assert len(pieces[-1]) <= sealing.SEALED_PIECE


@pytest.mark.req("R249")
def test_no_piece_shows_what_it_holds():
    content = b"SECRET " * 1000
    assert all(b"SECRET" not in piece for piece in sealing.seal(CIPHER, 7, content))


@pytest.mark.parametrize(
    "change",
    [
        lambda pieces: [pieces[1], pieces[0], pieces[2]],
        lambda pieces: pieces[:-1],
        lambda pieces: pieces[1:],
        lambda pieces: [*pieces, pieces[2]],
        lambda pieces: [pieces[0], pieces[0], pieces[2]],
        lambda pieces: [],
        lambda pieces: [pieces[0], pieces[1], pieces[2][:-1]],
    ],
)
def test_pieces_that_are_moved_missing_or_cut_do_not_open(change):
    size = 2 * sealing.PIECE + 5
    pieces = list(sealing.seal(CIPHER, 7, content_of(size)))
    with pytest.raises(CannotDecrypt):
        opened(change(pieces), size)


def test_pieces_do_not_open_as_another_document():
    pieces = list(sealing.seal(CIPHER, 7, b"content"))
    with pytest.raises(CannotDecrypt):
        opened(pieces, 7, document_id=8)


@given(st.integers(0, 51), st.integers(1, 255))
def test_single_changed_byte_is_found(place, difference):
    piece = bytearray(next(sealing.seal(CIPHER, 7, b"content")))
    piece[place] ^= difference
    with pytest.raises(CannotDecrypt):
        opened([bytes(piece)], 7)
