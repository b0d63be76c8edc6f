"""Reads over everybody's appointments: the calendar, and what is free in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from appointments import presenting
from appointments.domain import booking, days, free_times
from appointments.repository import calendar as repository
from homefire.schemas import in_field
from homefire.work import Work


def list_calendar(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """The appointments of some days in the order of time (R101, R106). Raises `BadCursor`."""
    zone = work.edge.clock.time_zone
    span = in_field("last_day", lambda: days.span_of(query["first_day"], query["last_day"], zone))
    rows, following = repository.of_days(work.connection, span, query)
    return {"items": [presenting.calendar_row(row) for row in rows], "next": following}


def list_free_times(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """When an employee can be booked on a day (R106, R265). Of today, only what has not begun."""
    day, opens, closes = query["date"], query["opens"], query["closes"]
    in_field("closes", lambda: free_times.check_hours(opens, closes))
    zone = work.edge.clock.time_zone
    taken = repository.booked(
        work.connection,
        employee_key=booking.employee_key(query["employee"]),
        employee_id=query["employee_id"],
        span=days.span_of(day, day, zone),
        but=query["moving"],
    )
    after = work.now() if day == work.today() else None
    length = timedelta(minutes=query["minutes"])
    found = free_times.free_times(day, opens, closes, length, taken, zone, after=after)
    return {"items": [{"starts_at": slot.starts_at, "ends_at": slot.ends_at} for slot in found]}
