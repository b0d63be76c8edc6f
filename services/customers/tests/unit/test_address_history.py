"""The mailing addresses that a customer has had, through random edits."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.address_history import Period, moved

FIRST = date(2026, 2, 27)
AT = datetime(2026, 2, 27, 18, tzinfo=UTC)
THERE, HERE, BLANK = {"street": "THERE"}, {"street": "HERE"}, {"street": ""}
edits = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["", "HERE", "THERE", "ELSEWHERE"])), max_size=12
)


def lived(*steps: tuple[int, dict[str, str]]) -> list[Period]:
    """The whole history after edits, each so many days after the one before; each sees the last two periods."""
    history: list[Period] = []
    day = FIRST
    for days, address in steps:
        day += timedelta(days)
        history[-2:] = moved(history[-2:], address, day, "JOHN", AT)
    return history


def told(history: list[Period]) -> list[tuple[int, int | None, str]]:
    """A history in days after the first."""
    return [
        (
            (period.valid_from - FIRST).days,
            (period.valid_to - FIRST).days if period.valid_to else None,
            period.address["street"],
        )
        for period in history
    ]


@pytest.mark.req("R34")
@given(edits)
def test_periods_never_overlap_have_no_gap_and_end_with_the_present_address(
    steps: list[tuple[int, str]],
) -> None:
    history = lived(*((days, {"street": street}) for days, street in steps))
    for one, next_one in itertools.pairwise(history):
        assert one.valid_from < next_one.valid_from
        assert one.valid_to == next_one.valid_from
        assert one.address != next_one.address
    present = steps[-1][1] if steps else ""
    if history:
        assert history[-1].valid_to is None
        assert history[-1].address == {"street": present}
        assert any(history[0].address.values())
    else:
        assert present == ""


@pytest.mark.req("R34")
@given(edits)
def test_each_day_shows_the_last_address_that_was_entered_on_it(steps: list[tuple[int, str]]) -> None:
    by_day: dict[date, str] = {}
    day = FIRST
    for days, street in steps:
        day += timedelta(days)
        by_day[day] = street
    history = lived(*((days, {"street": street}) for days, street in steps))
    for day, street in by_day.items():
        then = [
            period.address["street"]
            for period in history
            if period.valid_from <= day and (period.valid_to is None or day < period.valid_to)
        ]
        assert then == [street] or (then == [] and street == "")


@pytest.mark.req("R34")
def test_mistake_that_is_put_right_on_the_same_day_was_never_an_address() -> None:
    assert told(lived((0, HERE), (0, THERE))) == [(0, None, "THERE")]
    assert told(lived((0, HERE), (5, BLANK), (0, THERE))) == [(0, 5, "HERE"), (5, None, "THERE")]


@pytest.mark.req("R34")
def test_address_that_comes_back_on_the_same_day_never_ended() -> None:
    assert told(lived((0, HERE), (5, THERE), (0, HERE))) == [(0, None, "HERE")]


@pytest.mark.req("R34")
def test_address_that_is_cleared_leaves_a_time_without_one() -> None:
    assert told(lived((0, HERE), (5, BLANK), (5, HERE))) == [(0, 5, "HERE"), (5, 10, ""), (10, None, "HERE")]
    assert lived((0, BLANK)) == lived((0, HERE), (0, BLANK)) == []


def test_import_of_a_day_to_come_is_replaced_by_what_is_entered_before_it() -> None:
    later = [Period(FIRST + timedelta(days=9), None, HERE, "IMPORT", AT)]
    [only] = moved(later, THERE, FIRST, "JOHN", AT)
    assert (only.valid_from, only.address, only.entered_by) == (later[0].valid_from, THERE, "JOHN")
