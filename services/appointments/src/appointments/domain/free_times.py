"""When an employee can be booked on a day: working hours less what is booked, in slots (R106, R265)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appointments.domain.times import Slot, in_zone
from homefire.rules import RuleBroken

STEP = timedelta(minutes=30)
"""From the beginning of one slot to that of the next."""


def check_hours(opens: time, closes: time) -> None:
    """Working hours end after they begin."""
    if closes <= opens:
        raise RuleBroken("hours_reversed", "Working hours end after they begin.")


def free_times(
    day: date,
    opens: time,
    closes: time,
    length: timedelta,
    booked: Iterable[Slot],
    zone: ZoneInfo,
    *,
    after: datetime | None = None,
) -> list[Slot]:
    """The slots of `length` within the hours of a day that nothing booked overlaps, in the order of time.

    One begins each half hour from the opening on. Where the clocks skip or repeat a time, none begins. `after` leaves
    out what begins before it.
    """
    taken = list(booked)
    closing = datetime.combine(day, closes, zone).astimezone(UTC)
    return [
        slot
        for slot in _slots(day, opens, closes, length, zone)
        if slot.ends_at <= closing
        and (after is None or slot.starts_at >= after)
        and not any(slot.overlaps(other) for other in taken)
    ]


def _slots(day: date, opens: time, closes: time, length: timedelta, zone: ZoneInfo) -> Iterator[Slot]:
    local, end = datetime.combine(day, opens), datetime.combine(day, closes)
    while local < end:
        try:
            starts_at = in_zone(day, local.time(), zone)
        except RuleBroken:
            pass
        else:
            yield Slot(starts_at, starts_at + length)
        local += STEP
