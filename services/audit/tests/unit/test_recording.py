"""What arrives is read strictly: what is no event of ours is refused, and nothing of it is kept."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.recording import Delivery, read

ZONE = ZoneInfo("America/Los_Angeles")
GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "0190d3a0-0000-7000-8000-000000000001",
    "source": "/customers",
    "type": "customer_updated",
    "subject": "110385",
    "time": "2026-03-26T21:05:06Z",
    "data": {"changes": [{"field": "email", "label": "EMAIL", "old": "a@b.org", "new": "c@d.org"}]},
    "aggregate": "customer/110385",
    "sequence": 2,
}


def _refused(body: bytes) -> bool:
    reading = read([Delivery(9, body)], ZONE)
    assert len(reading.told) + len(reading.refused) == 1
    return reading.refused == [9]


def test_a_good_event_is_read() -> None:
    [told] = read([Delivery(1, json.dumps(GOOD).encode(), "customers")], ZONE).told
    [note] = told.notes
    assert (note.subject, note.producer, note.text) == (
        "110385", "customers", "EMAIL changed from a@b.org to c@d.org",
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["specversion", "id", "source", "type", "subject", "time", "data", "aggregate"]
)
def test_an_event_that_lacks_a_field_is_refused(name: str) -> None:
    assert _refused(json.dumps({key: value for key, value in GOOD.items() if key != name}).encode())


@pytest.mark.parametrize(
    "change",
    [
        {"time": "yesterday"},
        {"time": "2026-03-26T21:05:06"},
        {"id": "7"},
        {"specversion": "2.0"},
        {"sequence": -1},
        {"sequence": 2**60},
        {"pubseq": 2**60},
        {"data": []},
        {"data": {"changes": "all"}},
        {"data": {"changes": 7}},
        {"data": {"changes": [7]}},
        {"historic": True, "data": {"history": {"entered_at": "once"}}},
        {"historic": True, "data": {"history": "old"}},
        {"type": "ssn_revealed", "data": 7},
    ],
)
def test_an_event_of_the_wrong_form_is_refused(change: dict[str, Any]) -> None:
    assert _refused(json.dumps(GOOD | change).encode())


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"\xff\xfe", b"[]", b"null", b"7", b'{"a":', json.dumps(GOOD).encode("utf-16")]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    assert _refused(body)


def test_half_a_surrogate_pair_is_refused() -> None:
    assert _refused(json.dumps(GOOD).replace("c@d.org", "\\ud83c").encode())


def test_one_bad_event_does_not_hold_up_the_others() -> None:
    bodies = [json.dumps(GOOD).encode(), b"bad", json.dumps(GOOD).encode()]
    reading = read([Delivery(tag, body) for tag, body in enumerate(bodies, 1)], ZONE)
    assert [told.tag for told in reading.told] == [1, 3]
    assert reading.refused == [2]


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_nothing_that_arrives_raises(body: bytes) -> None:
    assert _refused(body)


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.none() | st.text(max_size=5) | st.integers() for name in GOOD}
    )
)
def test_no_value_in_the_envelope_raises(change: dict[str, Any]) -> None:
    read([Delivery(1, json.dumps(GOOD | change).encode())], ZONE)
