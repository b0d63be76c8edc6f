"""An appointment from its booking to its end: statuses, late entries, whose calendar it stands in."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_moment


class Status(StrEnum):
    """What became of an appointment. All of them stay in the history (R108)."""

    BOOKED = "BOOKED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO SHOW"


class NotBooked(RuleBroken):
    """What was asked for can only be done to an appointment that is booked."""


class NotBegun(RuleBroken):
    """Nobody can have missed what has not begun."""


def check_booked(status: Status) -> None:
    """Raises `NotBooked` unless the appointment stands: it is moved, refreshed or ended from there alone."""
    if status is not Status.BOOKED:
        raise NotBooked("not_booked", f"This appointment is {status}. Book a new one instead.")


def check_missed(starts_at: datetime, now: datetime) -> None:
    """Raises `NotBegun` for an appointment in the future."""
    if starts_at > now:
        raise NotBegun("not_begun", "This appointment has not begun. Cancel it, or wait until it has.")


def is_recorded_late(starts_at: datetime, recorded_at: datetime) -> bool:
    """Whether an appointment was entered after it began, as a walk-in is (R107)."""
    return recorded_at > starts_at


def employee_key(name: str) -> str:
    """The form in which employees' names are compared: no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def calendars(name_key: str, employee_id: str) -> list[str]:
    """The calendars an appointment stands in: that of the employee's name, and of the id where one is given.

    An appointment is a double booking if either is taken, so that one entered with an id and one without
    still meet.
    """
    return [f"name:{name_key}", *([f"id:{employee_id}"] if employee_id else [])]


def tracked(zone: ZoneInfo) -> dict[str, TrackedField]:
    """The fields whose changes are told, times as the agency's clocks show them."""

    def show(value: str | None) -> str:
        return show_moment(datetime.fromisoformat(value), zone) if value else ""

    return {
        "starts_at": TrackedField("APPOINTMENT START", show),
        "ends_at": TrackedField("APPOINTMENT END", show),
        "employee": TrackedField("APPOINTMENT EMPLOYEE"),
        "employee_id": TrackedField("APPOINTMENT EMPLOYEE ID"),
        "office": TrackedField("APPOINTMENT OFFICE"),
        "office_id": TrackedField("APPOINTMENT OFFICE ID"),
        "subject": TrackedField("APPOINTMENT SUBJECT"),
        "contact_info": TrackedField("APPOINTMENT CONTACT INFO"),
        "override_reason": TrackedField("DOUBLE BOOKING REASON"),
    }
