"""A leaf has one canonical form, and a subject's chain of leaves shows every change made to it."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.domain.leaf import LARGEST, Leaf, canonical, check_chain

pytestmark = pytest.mark.req("R206")

NOW = datetime(2026, 3, 26, 14, 5, 6, 789, tzinfo=UTC)
names = st.text(alphabet=st.characters(max_codepoint=0x7E), max_size=8)
texts = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)
numbers = st.integers(-LARGEST, LARGEST)
objects = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


@given(objects)
def test_canonical_agrees_with_an_independent_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), b"x", {"é": 1}, {1: 2}, float("nan"), "\ud800"])
def test_canonical_refuses_what_has_no_canonical_form_here(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)


def _chain(length: int) -> list[tuple[Leaf, bytes]]:
    chain: list[tuple[Leaf, bytes]] = []
    previous = None
    for number in range(1, length + 1):
        leaf = Leaf(
            id=uuid.uuid5(uuid.NAMESPACE_OID, f"note {number}"),
            subject="110385",
            number=number,
            previous_hash=previous,
            event_id=uuid.uuid5(uuid.NAMESPACE_OID, f"event {number}"),
            ordinal=0,
            event_type="customer_updated",
            event_source="/customers",
            producer="customers",
            pub_seq=number,
            aggregate="customer/110385",
            sequence=number,
            source="automatic",
            action_code="FLDUPDATE",
            actor_id="u-1",
            actor_kind="staff",
            high_priority=False,
            amends=None,
            correlation_id=f"c-{number}",
            occurred_at=NOW,
            entered_at=NOW,
            recorded_at=NOW + timedelta(seconds=1),
            key_id=uuid.UUID(int=7),
            content=b"ciphertext %d" % number,
            salt=b"s" * 32,
        )
        previous = leaf.digest()
        chain.append((leaf, previous))
    return chain


def test_a_leaf_is_hashed_as_an_rfc_6962_leaf_over_its_canonical_form() -> None:
    [(leaf, digest)] = _chain(1)
    expected = {
        **{field.name: getattr(leaf, field.name) for field in fields(leaf) if field.name != "content"},
        "id": str(leaf.id),
        "event_id": str(leaf.event_id),
        "key_id": str(leaf.key_id),
        "occurred_at": "2026-03-26T14:05:06.000789Z",
        "entered_at": "2026-03-26T14:05:06.000789Z",
        "recorded_at": "2026-03-26T14:05:07.000789Z",
        "salt": leaf.salt.hex(),
        "content_sha256": hashlib.sha256(leaf.content).hexdigest(),
        "version": 1,
    }
    assert json.loads(leaf.to_bytes()) == expected
    assert leaf.to_bytes() == rfc8785.dumps(expected)
    assert digest == hashlib.sha256(b"\x00" + leaf.to_bytes()).digest()


def test_check_chain_accepts_what_was_written() -> None:
    assert check_chain(_chain(5)) == []


_OTHER: dict[type, Any] = {
    str: "other",
    int: 99,
    bool: True,
    bytes: b"o" * 32,
    uuid.UUID: uuid.UUID(int=1),
    datetime: NOW + timedelta(microseconds=1),
    type(None): uuid.UUID(int=1),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Leaf)])
@pytest.mark.parametrize("place", [0, 2, 4])
def test_check_chain_finds_an_edit_of_any_column_of_any_note(name: str, place: int) -> None:
    chain = _chain(5)
    leaf, digest = chain[place]
    old = getattr(leaf, name)
    chain[place] = (
        replace(leaf, **{name: b"o" * 32 if name == "previous_hash" else _OTHER[type(old)]}),
        digest,
    )
    assert check_chain(chain)


@given(st.integers(2, 8), st.data())
def test_check_chain_finds_a_note_that_was_edited_and_hashed_again(length: int, data: st.DataObject) -> None:
    chain = _chain(length)
    place = data.draw(st.integers(0, length - 2))
    edited = replace(chain[place][0], content=b"forged")
    chain[place] = (edited, edited.digest())
    assert check_chain(chain)


@given(st.integers(2, 8), st.data())
def test_check_chain_finds_a_removal_anywhere_but_at_the_end(length: int, data: st.DataObject) -> None:
    chain = _chain(length)
    del chain[data.draw(st.integers(0, length - 2))]
    assert check_chain(chain)


@given(st.integers(2, 8), st.randoms(use_true_random=False))
def test_check_chain_finds_a_reordering(length: int, random: Any) -> None:
    chain = _chain(length)
    shuffled = random.sample(chain, length)
    assume(shuffled != chain)
    assert check_chain(shuffled)


def test_check_chain_finds_a_renumbering_after_a_removal() -> None:
    chain = _chain(4)
    del chain[1]
    renumbered = [(replace(leaf, number=number), digest) for number, (leaf, digest) in enumerate(chain, 1)]
    assert check_chain(renumbered)


def test_check_chain_finds_a_note_put_in() -> None:
    chain = _chain(4)
    forged = replace(chain[1][0], id=uuid.UUID(int=1), number=3, previous_hash=chain[1][1])
    chain.insert(2, (forged, forged.digest()))
    assert check_chain(chain)
