"""Dates and times of day in the agency's zone, and the instants in UTC that they stand for (R106, R250)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from homefire.rules import RuleBroken
from homefire.us import dates

EARLIEST_YEAR, LATEST_YEAR = 1970, 2100
LONGEST = timedelta(hours=12)
FURTHEST_AHEAD = timedelta(days=5 * 366)

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?:\s*([AP])\.?M\.?)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slot:
    """From one instant, included, to another, not included: one appointment may begin as another ends."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    def overlaps(self, other: Slot) -> bool:
        """Whether there is an instant that lies in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def parse_date(text: str) -> date:
    """A calendar date in a year in which somebody can mean to meet."""
    found = dates.parse_date(text)
    _check_year(found.year)
    return found


def parse_clock(text: str) -> time:
    """A time of day on the 12-hour clock with AM or PM, or on the 24-hour clock without."""
    match = _CLOCK.fullmatch(text)
    try:
        if not match:
            raise ValueError
        hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").upper()
        if half and not 1 <= hour <= 12:
            raise ValueError
        if half:
            hour = hour % 12 + (12 if half == "P" else 0)
        return time(hour, minute)
    except ValueError:
        raise RuleBroken("not_a_time", "Enter a time of day, like 9:00 AM or 14:30.") from None


def parse_moment(text: str) -> datetime:
    """An instant given as RFC 3339 with its zone, in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RuleBroken(
            "not_a_moment", "Enter date, time and zone, like 2026-11-05T09:00:00-08:00."
        ) from None
    if moment.tzinfo is None:
        raise RuleBroken(
            "zone_missing", "Add the zone, like -08:00 or Z, or send date, start_time and end_time."
        )
    _check_year(moment.year)
    if moment.second or moment.microsecond:
        raise RuleBroken("whole_minutes", "Appointments begin and end at whole minutes.")
    return moment.astimezone(UTC)


def in_zone(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant in UTC at which it is this date and time in the zone.

    Refuses a time that the clocks skip in spring and one that they show twice in autumn: to guess would move
    somebody's appointment by an hour.
    """
    local = datetime.combine(day, clock, zone)
    earlier, later = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if earlier.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RuleBroken(
            "time_does_not_exist", f"The clocks skip {show_clock(clock)} on this day. Choose another time."
        )
    if earlier != later:
        raise RuleBroken(
            "time_is_ambiguous",
            f"The clocks show {show_clock(clock)} twice on this day. Choose another time, or send starts_at"
            " and ends_at with their zone.",
        )
    return earlier


def check_slot(slot: Slot, now: datetime) -> None:
    """An appointment ends after it starts (R108), within a day's work, in a year somebody means."""
    if slot.ends_at <= slot.starts_at:
        raise RuleBroken("ends_before_it_starts", "The appointment ends before it starts. Correct the times.")
    if slot.length > LONGEST:
        raise RuleBroken("too_long", "An appointment lasts at most 12 hours. Correct the times.")
    if slot.starts_at > now + FURTHEST_AHEAD:
        raise RuleBroken("too_far_ahead", "This is more than five years ahead. Correct the date.")


def show_clock(clock: time) -> str:
    """A time of day as the appointments grid shows it: 7:00 AM."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'AM' if clock.hour < 12 else 'PM'}"


def _check_year(year: int) -> None:
    # Far years also overflow on their way to UTC.
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise RuleBroken("year", f"Enter a year from {EARLIEST_YEAR} to {LATEST_YEAR}.")
