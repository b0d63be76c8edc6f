"""Cursors: what they carry, and what is refused."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire import paging
from homefire.clock import from_wire

RULES = (paging.text, paging.number, date.fromisoformat, from_wire, uuid.UUID)
numbers = st.integers(1, 2**63 - 1)
printable = st.text().filter(str.isprintable)


def sent(place: Any) -> str:
    """A cursor that says anything at all."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


@given(printable, st.dates(), st.datetimes(timezones=st.just(UTC)), numbers, st.uuids())
def test_place_is_read_back_as_it_was_written(
    name: str, day: date, moment: datetime, number: int, key: uuid.UUID
) -> None:
    for first, rule in ((name, paging.text), (day, date.fromisoformat)):
        assert paging.read_cursor(paging.write_cursor(first, number), rule, paging.number) == (first, number)
    # Years that end up outside the calendar on their way to UTC are refused, and no row has one.
    assert paging.read_cursor(paging.write_cursor(moment, key), from_wire, uuid.UUID) == (moment, key)


@given(st.text(max_size=60), st.sampled_from(RULES), st.sampled_from(RULES))
def test_any_text_is_a_place_or_refused(cursor: str, first: Any, second: Any) -> None:
    try:
        assert len(paging.read_cursor(cursor, first, second)) == 2
    except paging.BadCursor as refused:
        assert refused.code == "bad_cursor"


@given(
    st.recursive(
        st.none() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
    ),
    st.sampled_from(RULES),
    st.sampled_from(RULES),
)
def test_any_json_is_a_place_or_refused(place: Any, first: Any, second: Any) -> None:
    try:
        assert len(paging.read_cursor(sent(place), first, second)) == 2
    except paging.BadCursor as refused:
        assert refused.fields[0].field == "cursor"


@pytest.mark.parametrize(
    ("place", "first"),
    [
        (["A\x00B", "1"], paging.text),
        (["A\ud800", "1"], paging.text),
        (["A", "9" * 5000], paging.text),
        (["A", str(2**63)], paging.text),
        (["A", "0"], paging.text),
        (["A", "-1"], paging.text),
        (["A", "٣"], paging.text),
        (["A", 1], paging.text),
        (["A"], paging.text),
        (["A", "1", "2"], paging.text),
        (["2019-02-30", "1"], date.fromisoformat),
        (["2019-03-07T00:00:00", "1"], from_wire),
        (["0001-01-01T00:00:00+14:00", "1"], from_wire),
        (None, paging.text),
    ],
)
def test_what_no_page_gave_out_is_refused(place: Any, first: Any) -> None:
    with pytest.raises(paging.BadCursor):
        paging.read_cursor(sent(place), first, paging.number)


@given(st.lists(numbers, max_size=8), st.integers(1, 6))
def test_page_has_a_next_one_exactly_when_there_is_more(rows: list[int], limit: int) -> None:
    page, cursor = paging.cut(rows[: limit + 1], limit, lambda row: ("A", row))
    assert list(page) == rows[:limit]
    assert (cursor is not None) == (len(rows) > limit)
    if cursor:
        assert paging.read_cursor(cursor, paging.text, paging.number) == ("A", page[-1])
