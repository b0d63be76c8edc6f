"""Field encryption: a value opens in its own place, unchanged, under its own key, or not at all."""

from __future__ import annotations

import hashlib
import hmac
import uuid

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from hypothesis import given
from hypothesis import strategies as st

from homefire.crypto import (
    BlindIndex,
    CannotDecrypt,
    FieldCipher,
    MasterKey,
    Place,
    new_data_key,
    open_sealed,
    seal,
)

OLD, NEW = uuid.uuid4(), uuid.uuid4()
KEYS = {OLD: new_data_key(), NEW: new_data_key()}
CIPHER = FieldCipher(KEYS, NEW)
HERE = Place("customer", "ssn_sealed", "110385")
SSN = b"765432108"

names = st.text(max_size=5)
places = st.builds(Place, names, names, names)


@given(st.binary(max_size=200), places)
def test_value_opens_where_it_was_sealed(value: bytes, place: Place) -> None:
    assert CIPHER.decrypt(CIPHER.encrypt(value, place), place) == value


@given(places, places)
def test_moved_ciphertext_is_refused(sealed_at: Place, moved_to: Place) -> None:
    """Names whose joined text is the same, such as `ab`, `c` and `a`, `bc`, are different places."""
    stored = CIPHER.encrypt(SSN, sealed_at)
    if sealed_at == moved_to:
        return
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(stored, moved_to)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("customer", "ssn_sealed", "110386"),
        Place("customer", "other", "110385"),
        Place("member", "ssn_sealed", "110385"),
        Place("customers", "sn_sealed", "110385"),
    ],
)
def test_ciphertext_in_another_row_column_or_table_is_refused(elsewhere: Place) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(CIPHER.encrypt(SSN, HERE), elsewhere)


def test_every_changed_bit_is_noticed() -> None:
    stored = CIPHER.encrypt(SSN, HERE)
    for position in range(len(stored)):
        changed = bytearray(stored)
        changed[position] ^= 1
        with pytest.raises(CannotDecrypt):
            CIPHER.decrypt(bytes(changed), HERE)


def test_value_that_was_cut_short_or_lengthened_is_refused() -> None:
    stored = CIPHER.encrypt(SSN, HERE)
    for length in range(len(stored)):
        with pytest.raises(CannotDecrypt):
            CIPHER.decrypt(stored[:length], HERE)
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(stored + b"\x00", HERE)


@given(st.binary(max_size=80))
def test_anything_that_was_never_sealed_is_refused(stored: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(stored, HERE)


def test_key_that_is_not_known_is_refused() -> None:
    stored = FieldCipher({NEW: KEYS[NEW]}, NEW).encrypt(SSN, HERE)
    with pytest.raises(CannotDecrypt):
        FieldCipher({OLD: KEYS[OLD]}, OLD).decrypt(stored, HERE)


def test_other_key_under_a_known_key_id_is_refused() -> None:
    stored = CIPHER.encrypt(SSN, HERE)
    with pytest.raises(CannotDecrypt):
        FieldCipher({NEW: new_data_key()}, NEW).decrypt(stored, HERE)


def test_ciphertext_under_another_known_key_id_is_refused() -> None:
    stored = CIPHER.encrypt(SSN, HERE)
    relabelled = stored[:1] + OLD.bytes + stored[17:]
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(relabelled, HERE)


def test_values_sealed_under_a_retired_key_still_open() -> None:
    stored = FieldCipher(KEYS, OLD).encrypt(SSN, HERE)
    assert stored[1:17] == OLD.bytes
    assert CIPHER.decrypt(stored, HERE) == SSN
    assert CIPHER.encrypt(SSN, HERE)[1:17] == NEW.bytes


def test_equal_values_never_look_equal() -> None:
    assert len({CIPHER.encrypt(SSN, HERE) for _ in range(20)}) == 20
    assert len({seal(KEYS[NEW], SSN, b"")[:12] for _ in range(20)}) == 20


@pytest.mark.req("R18")
def test_value_is_not_in_its_stored_form() -> None:
    assert SSN not in CIPHER.encrypt(SSN, HERE)


def test_sealed_bytes_open_only_with_what_they_were_sealed_with() -> None:
    sealed = seal(KEYS[NEW], SSN, b"here")
    assert open_sealed(KEYS[NEW], sealed, b"here") == SSN
    for key, associated in ((KEYS[OLD], b"here"), (KEYS[NEW], b"there")):
        with pytest.raises(CannotDecrypt):
            open_sealed(key, sealed, associated)


def test_data_key_is_wrapped_and_unwrapped_by_its_master_key_alone() -> None:
    master, other = MasterKey(bytes(range(32))), MasterKey(bytes(32))
    key = new_data_key()
    wrapped = master.wrap(key)
    assert key not in wrapped
    assert MasterKey(bytes(range(32))).unwrap(wrapped) == key
    with pytest.raises(InvalidUnwrap):
        other.unwrap(wrapped)
    with pytest.raises(InvalidUnwrap):
        master.unwrap(wrapped[:-1] + bytes([wrapped[-1] ^ 1]))


def test_master_key_is_never_used_as_it_is() -> None:
    """Wrapping and authenticating have keys of their own, derived from it."""
    secret = bytes(range(32))
    master = MasterKey(secret)
    assert master.mac(b"request") != hmac.digest(secret, b"request", "sha256")
    assert master.mac(b"request") == MasterKey(secret).mac(b"request")
    assert master.mac(b"request") != master.mac(b"request ")
    assert master.mac(b"request") != MasterKey(bytes(32)).mac(b"request")


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_master_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(bytes(length))


@given(st.text(max_size=12), st.text(max_size=12))
def test_blind_index_finds_equal_values_only(one: str, other: str) -> None:
    index = BlindIndex(bytes(32))
    assert (index.digest("SSN", one) == index.digest("SSN", other)) == (one == other)


def test_blind_index_separates_kinds() -> None:
    index = BlindIndex(bytes(32))
    digests = {index.digest(kind, "765432108") for kind in ("SSN", "ITIN", "EIN", "")}
    assert len(digests) == 4
    assert index.digest("SSN", "1") != index.digest("SS", "N1")


def test_blind_index_is_keyed() -> None:
    """Whoever has a digest and no key cannot search for its value."""
    digest = BlindIndex(bytes(32)).digest("SSN", "765432108")
    assert digest != BlindIndex(bytes(range(32))).digest("SSN", "765432108")
    for text in (b"765432108", b"SSN\x00765432108", b"SSN765432108"):
        assert digest != hashlib.sha256(text).digest()
