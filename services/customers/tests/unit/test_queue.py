"""The alert queue's order, its places, and whom a contact date puts into it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import queue
from customers.domain.queue import Place

TODAY = date(2028, 2, 29)
places = st.builds(Place, st.booleans(), st.none() | st.dates(), st.integers(1, 2**63 - 1))


@pytest.mark.req("R155")
def test_today_past_and_blank_are_listed_and_tomorrow_is_not() -> None:
    day = timedelta(days=1)
    assert queue.is_listed(TODAY, TODAY) and queue.is_listed(TODAY - day, TODAY)
    assert queue.is_listed(None, TODAY)
    assert not queue.is_listed(TODAY + day, TODAY)


@pytest.mark.req("R156")
def test_high_priority_comes_first_then_the_oldest_date_and_blanks_last() -> None:
    sorted_by_hand = [
        Place(True, date(2026, 1, 1), 9),
        Place(True, date(2026, 1, 2), 1),
        Place(True, None, 2),
        Place(False, date(2025, 1, 1), 8),
        Place(False, date(2026, 1, 1), 3),
        Place(False, date(2026, 1, 1), 7),
        Place(False, None, 4),
        Place(False, None, 5),
    ]
    mixed = sorted_by_hand[::-1]
    assert sorted(mixed, key=lambda place: place.order) == sorted_by_hand


@given(places, places)
def test_segments_are_stretches_of_the_order(one: Place, other: Place) -> None:
    first, second = queue.SEGMENTS.index(one.segment), queue.SEGMENTS.index(other.segment)
    if first != second:
        assert (first < second) == (one.order < other.order)


@given(places)
def test_place_is_read_as_it_was_written(place: Place) -> None:
    assert queue.read_rank(place.rank) == (place.high_priority, place.contact_date)


@pytest.mark.parametrize("text", ["", "high", "high:", "high:x", "HIGH:blank", "plain:2026-02-30", ":blank"])
def test_anything_else_is_no_place(text: str) -> None:
    with pytest.raises(ValueError):
        queue.read_rank(text)


@pytest.mark.req("R156")
@pytest.mark.parametrize(
    ("whose", "analysts"),
    [
        ("mine_and_unassigned", ("me", "")),
        ("mine", ("me",)),
        ("unassigned", ("",)),
        ("everybody", None),
        ("somebody-else", ("somebody-else",)),
    ],
)
def test_filter_names_the_analysts(whose: str, analysts: Any) -> None:
    assert queue.analysts_of(whose, "me") == analysts
