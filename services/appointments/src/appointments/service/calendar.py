"""The calendar over all customers, and the times of it that are free."""

from __future__ import annotations

from typing import Any

from appointments.schemas import calendar as schemas
from appointments.usecases import calendar
from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work

CalendarPage = page_of(schemas.CalendarRow)


class CalendarOperations:
    """Reads of everybody's appointments by day."""

    @operation(
        "GET",
        "/appointment-calendar",
        scope="appointments:read",
        query=schemas.CalendarQuery,
        returns=CalendarPage,
    )
    def list_calendar(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """The appointments of some days, of one employee or at one office if asked, in the order of time."""
        return calendar.list_calendar(work, query)

    @operation(
        "GET",
        "/appointment-calendar/free",
        scope="appointments:read",
        query=schemas.FreeTimesQuery,
        returns=schemas.FreeTimes,
    )
    def list_free_times(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """When an employee can be booked on a day: the given working hours less what is booked."""
        return calendar.list_free_times(work, query)
