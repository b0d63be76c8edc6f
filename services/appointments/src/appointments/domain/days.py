"""Days of the calendar as spans of instants (R106, R250)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appointments.domain.times import Slot
from homefire.rules import RuleBroken

MOST_DAYS = 92


def span_of(first: date, last: date, zone: ZoneInfo) -> Slot:
    """From the beginning of the first day to the end of the last, in the zone. Refuses a span of over 92 days."""
    if last < first:
        raise RuleBroken("days_reversed", "The last day is before the first. Correct the dates.")
    if (last - first).days >= MOST_DAYS:
        raise RuleBroken("too_long", f"Ask for at most {MOST_DAYS} days at once.")
    return Slot(_midnight(first, zone), _midnight(last + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
