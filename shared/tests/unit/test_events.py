"""Events: ids, envelopes, and what is no event of ours."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.events import EnvelopeSchema, Event, MalformedEvent, new_id, plain_id, plain_traceparent

SECRET = "765-43-2108"


def envelope(**members: Any) -> dict[str, Any]:
    """An envelope as it travels."""
    return {
        "specversion": "1.0",
        "id": "01890a5d-ac96-774b-bcce-b302099a8057",
        "source": "/customers",
        "type": "customer_updated",
        "subject": "110385",
        "time": "2018-01-02T11:04:05.000000Z",
        "datacontenttype": "application/json",
        "dataschema": "homefire:customers:customer_updated",
        "data": {"changes": []},
        "actorid": "42",
        "actorname": "JMEDINA",
        "actorkind": "staff",
        "correlationid": "abc",
        "aggregate": "customer/110385",
        "sequence": 2,
        "pubseq": 7,
    } | members


def test_envelope_becomes_an_event() -> None:
    event = Event.from_envelope(envelope())
    assert event.service == "customers"
    assert (event.type, event.subject, event.aggregate) == ("customer_updated", "110385", "customer/110385")
    assert (event.sequence, event.pub_seq, event.historic) == (2, 7, False)
    assert event.time == datetime(2018, 1, 2, 11, 4, 5, tzinfo=UTC)
    assert (event.actor_id, event.actor_name, event.actor_kind) == ("42", "JMEDINA", "staff")


def test_members_that_nobody_knows_are_ignored() -> None:
    """Publishers may add; consumers must go on."""
    assert Event.from_envelope(envelope(partitionkey="x")).type == "customer_updated"


def test_extension_names_are_lower_case_letters_and_digits() -> None:
    """As CloudEvents 1.0 demands of attribute names, in at most 20 characters."""
    for name in EnvelopeSchema().fields:
        assert name.isascii()
        assert name.isalnum()
        assert name == name.lower()
        assert len(name) <= 20


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ({"id": SECRET}, "id"),
        ({"id": None}, "id"),
        ({"sequence": SECRET}, "sequence"),
        ({"data": SECRET}, "data"),
        ({"data": [SECRET]}, "data"),
        ({"specversion": SECRET}, "specversion"),
        ({"subject": {"ssn": SECRET}}, "subject"),
        ({"time": SECRET}, "time"),
        ({"time": "2018-01-02T11:04:05"}, "time"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time"),
        ({"historic": SECRET}, "historic"),
        ({"pubseq": SECRET, "type": 5}, "pubseq, type"),
    ],
)
def test_malformed_envelope_is_named_without_values(members: dict[str, Any], wrong: str) -> None:
    with pytest.raises(MalformedEvent) as refused:
        Event.from_envelope(envelope(**members))
    assert str(refused.value) == f"wrong fields: {wrong}"


@pytest.mark.parametrize(
    "name", ["specversion", "id", "source", "type", "subject", "time", "data", "aggregate", "sequence"]
)
def test_envelope_without_a_member_is_malformed(name: str) -> None:
    incomplete = envelope()
    del incomplete[name]
    with pytest.raises(MalformedEvent, match=name):
        Event.from_envelope(incomplete)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(json_values)
def test_anything_that_is_no_envelope_is_malformed(body: Any) -> None:
    with pytest.raises(MalformedEvent):
        Event.from_envelope(body)


@given(st.sampled_from(sorted(envelope())), json_values)
def test_envelope_with_any_member_is_read_or_malformed(name: str, value: Any) -> None:
    """Nothing else may be raised: a consumer that falls over a message gets the same one again."""
    try:
        Event.from_envelope(envelope(**{name: value}))
    except MalformedEvent as malformed:
        assert name in str(malformed)


def test_ids_are_of_version_7() -> None:
    for identifier in (new_id() for _ in range(100)):
        assert identifier.version == 7
        assert identifier.variant == uuid.RFC_4122


def test_ids_sort_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for milliseconds in (0, 1, 1_000, 1_700_000_000_000, 2**48 - 1):
        monkeypatch.setattr("homefire.events.time.time_ns", lambda at=milliseconds: at * 1_000_000 + 999_999)
        identifier = new_id()
        assert identifier.int >> 80 == milliseconds
        made.append(identifier)
    assert sorted(made) == made
    assert sorted(map(str, made)) == list(map(str, made))


def test_ids_of_one_millisecond_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("homefire.events.time.time_ns", lambda: 1_700_000_000_000_000_000)
    assert len({new_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("given_id", ["abc", "01890a5d-ac96-774b-bcce-b302099a8057", "a.b:c_d-1", "x" * 64])
def test_plain_id_is_kept(given_id: str) -> None:
    assert plain_id(given_id) == given_id


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "given_id", ["", "a b", "a\n", "a\x00", "\ud800", "x" * 65, "ä", None, 5, ["a"], "a@b"]
)
def test_any_other_id_is_replaced(given_id: Any) -> None:
    assert uuid.UUID(plain_id(given_id)).version == 7


def test_traceparent_is_kept_only_when_it_is_one() -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    assert plain_traceparent(parent) == parent
    for other in (None, "", "x", parent + "\n", parent.upper(), 5, "\x00"):
        assert plain_traceparent(other) == ""
