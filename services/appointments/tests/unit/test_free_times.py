"""What is free in an employee's day, and the days of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.domain.days import span_of
from appointments.domain.free_times import STEP, check_hours, free_times
from appointments.domain.times import Slot
from homefire.rules import RuleBroken

ZONE = ZoneInfo("America/Los_Angeles")
DAY = date(2030, 6, 3)
OPENING = datetime(2030, 6, 3, 15, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def starts(slots):
    """The times at which slots begin, as the agency's clocks show them."""
    return [f"{slot.starts_at.astimezone(ZONE):%H:%M}" for slot in slots]


def after_opening(start, end):
    """A slot by minutes after eight."""
    return Slot(OPENING + timedelta(minutes=start), OPENING + timedelta(minutes=end))


@pytest.mark.req("R106", "R265")
def test_free_times_are_the_working_hours_less_what_is_booked():
    booked = [after_opening(30, 60), after_opening(75, 80)]
    found = free_times(DAY, time(8), time(11), HALF_HOUR, booked, ZONE)
    assert starts(found) == ["08:00", "09:30", "10:00", "10:30"]
    assert all(slot.length == HALF_HOUR for slot in found)


@pytest.mark.req("R106")
def test_free_times_of_a_long_visit_end_before_the_office_closes():
    found = free_times(DAY, time(8, 15), time(10), timedelta(hours=1), [], ZONE)
    assert starts(found) == ["08:15", "08:45"]


@pytest.mark.req("R107")
def test_free_times_of_a_running_day_leave_out_what_has_begun():
    found = free_times(DAY, time(8), time(10), HALF_HOUR, [], ZONE, after=OPENING + timedelta(minutes=31))
    assert starts(found) == ["09:00", "09:30"]


@pytest.mark.req("R250")
def test_free_times_pass_over_what_the_clocks_skip_or_repeat():
    assert starts(free_times(date(2030, 3, 10), time(1), time(4), HALF_HOUR, [], ZONE)) == [
        "01:00", "01:30", "03:00", "03:30",
    ]  # fmt: skip
    assert starts(free_times(date(2030, 11, 3), time(0), time(3), HALF_HOUR, [], ZONE)) == [
        "00:00", "00:30", "02:00", "02:30",
    ]  # fmt: skip


minutes = st.integers(0, 24 * 12).map(lambda five: five * 5)


@pytest.mark.req("R108")
@given(st.lists(st.tuples(minutes, st.integers(5, 180)), max_size=8), st.sampled_from([15, 30, 45, 60, 90]))
def test_no_free_time_overlaps_and_none_is_left_out(booked, length):
    taken = [after_opening(start, start + lasts) for start, lasts in booked]
    found = free_times(DAY, time(8), time(17), timedelta(minutes=length), taken, ZONE)
    every = [after_opening(start, start + length) for start in range(0, 9 * 60 - length + 1, 30)]
    assert found == [slot for slot in every if not any(slot.overlaps(other) for other in taken)]
    assert all((slot.starts_at - OPENING) % STEP == timedelta() for slot in found)


def test_hours_that_end_before_they_begin_are_refused():
    with pytest.raises(RuleBroken, match="end after they begin"):
        check_hours(time(17), time(8))


@pytest.mark.req("R250")
def test_days_of_the_calendar_are_the_agencys_also_as_the_clocks_change():
    assert span_of(date(2030, 3, 10), date(2030, 3, 10), ZONE).length == timedelta(hours=23)
    assert span_of(date(2030, 6, 3), date(2030, 6, 9), ZONE).length == timedelta(days=7)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [("2030-06-03", "2030-06-02", "days_reversed"), ("2030-01-01", "2030-04-03", "too_long")],
)
def test_days_of_the_calendar_are_some_in_order(first, last, code):
    with pytest.raises(RuleBroken) as broken:
        span_of(date.fromisoformat(first), date.fromisoformat(last), ZONE)
    assert broken.value.code == code
