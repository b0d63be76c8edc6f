"""Dates and times of day, and the instants that they stand for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.domain import times
from appointments.domain.times import Slot
from homefire.rules import RuleBroken

AGENCY = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("America/Los_Angeles", "America/New_York", "America/Phoenix", "UTC")]
)
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


@pytest.mark.req("R106", "R250")
@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        ("11/18/2019", "7:00 AM", "2019-11-18T15:00:00+00:00"),
        ("11/5/2019", "9:00 AM", "2019-11-05T17:00:00+00:00"),
        ("4/19/2019", "9:00 AM", "2019-04-19T16:00:00+00:00"),
        ("2019-12-31", "23:30", "2020-01-01T07:30:00+00:00"),
    ],
)
def test_local_time_becomes_an_instant_in_utc(day, clock, utc):
    moment = times.in_zone(times.parse_date(day), times.parse_clock(clock), AGENCY)
    assert moment.isoformat() == utc


@pytest.mark.req("R106", "R250")
@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)), minutes, ZONES)
def test_local_time_reads_the_same_when_it_comes_back_or_is_refused(day, clock, zone):
    try:
        moment = times.in_zone(day, clock, zone)
    except RuleBroken as broken:
        both = [datetime.combine(day, clock, zone).replace(fold=fold).utcoffset() for fold in (0, 1)]
        assert both[0] != both[1]
        assert broken.code in ("time_does_not_exist", "time_is_ambiguous")
    else:
        local = moment.astimezone(zone)
        assert (local.date(), local.time()) == (day, clock)


@given(st.integers(1990, 2050), st.integers(0, 59))
def test_hour_that_clocks_skip_or_repeat_is_refused_by_name(year, minute):
    days = [date(year, month, 1) + timedelta(days=n) for month in (3, 4, 10, 11) for n in range(31)]
    codes = set()
    for day in days:
        for hour in (1, 2):
            try:
                times.in_zone(day, time(hour, minute), AGENCY)
            except RuleBroken as broken:
                codes.add((hour, broken.code))
    assert codes == {(2, "time_does_not_exist"), (1, "time_is_ambiguous")}


def test_skipped_and_repeated_times_say_what_to_do():
    with pytest.raises(RuleBroken, match=r"skip 2:30 AM on this day\. Choose another time"):
        times.in_zone(date(2026, 3, 8), time(2, 30), AGENCY)
    with pytest.raises(RuleBroken, match=r"show 1:30 AM twice on this day\. .* with their zone"):
        times.in_zone(date(2026, 11, 1), time(1, 30), AGENCY)


@given(minutes)
def test_clock_is_read_in_both_forms(clock):
    assert times.parse_clock(times.show_clock(clock)) == clock
    assert times.parse_clock(f"{clock:%H:%M}") == clock


@pytest.mark.parametrize("text", ["", "9", "24:00", "13:00 PM", "0:30 AM", "9:60", "9:00 XM", "٩:٠٠"])
def test_clock_that_no_clock_shows_is_refused(text):
    with pytest.raises(RuleBroken):
        times.parse_clock(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-11-05T09:00:00", "zone_missing"),
        ("2026-11-05", "zone_missing"),
        ("tomorrow", "not_a_moment"),
        ("2026-11-05T09:00:30-08:00", "whole_minutes"),
        ("0001-01-01T00:00:00+14:00", "year"),
        ("9999-12-31T23:59:00-14:00", "year"),
    ],
)
def test_instant_that_is_incomplete_or_impossible_is_refused(text, code):
    with pytest.raises(RuleBroken) as refused:
        times.parse_moment(text)
    assert refused.value.code == code


@pytest.mark.req("R108")
@pytest.mark.parametrize(
    ("length", "code"),
    [
        (timedelta(0), "ends_before_it_starts"),
        (timedelta(minutes=-30), "ends_before_it_starts"),
        (timedelta(hours=12, minutes=1), "too_long"),
        (timedelta(minutes=30), None),
    ],
)
def test_slot_ends_after_it_starts(length, code):
    try:
        times.check_slot(Slot(NOW, NOW + length), NOW)
    except RuleBroken as broken:
        assert broken.code == code
    else:
        assert code is None


def test_slot_many_years_ahead_is_a_slip_of_the_pen():
    with pytest.raises(RuleBroken, match="five years"):
        times.check_slot(Slot(NOW + timedelta(days=2000), NOW + timedelta(days=2000, hours=1)), NOW)


slots = st.builds(
    lambda start, length: Slot(NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length)),
    st.integers(0, 60),
    st.integers(1, 30),
)


@pytest.mark.req("R108")
@given(slots, slots)
def test_slots_overlap_when_they_share_a_minute(one, other):
    def minutes_of(slot):
        return {slot.starts_at + timedelta(minutes=n) for n in range(slot.length // timedelta(minutes=1))}

    assert one.overlaps(other) == other.overlaps(one) == bool(minutes_of(one) & minutes_of(other))
