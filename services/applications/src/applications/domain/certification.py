"""Certifying an application: which dates may stand beside each other (R259), and what CORE asks beside them (R92)."""

from __future__ import annotations

from datetime import date
from typing import Any

from applications.domain.status import Status
from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

MOST_POINTS = 9999
"""Priority points lie between this and as many below zero."""


def _points(value: Any) -> str:
    return "" if value is None else str(value)


def _yes_or_no(value: Any) -> str:
    return "" if value is None else "YES" if value else "NO"


TRACKED: dict[str, TrackedField] = {
    "document_date": TrackedField("DOCUMENT DATE", show_date),
    "certification_date": TrackedField("CERTIFICATION DATE", show_date),
    "certified_by": TrackedField("CERTIFIED BY"),
    "consent_date": TrackedField("CONSENT SIGNED", show_date),
    "priority_points": TrackedField("PRIORITY POINTS", _points),
    "fast_track": TrackedField("FAST TRACK", _yes_or_no),
    "pledge_date": TrackedField("PLEDGE DATE", show_date),
    "service_restored": TrackedField("SERVICE RESTORED", _yes_or_no),
    "disconnection_prevented": TrackedField("DISCONNECTION PREVENTED", _yes_or_no),
}
ASKED = ("priority_points", "fast_track", "pledge_date", "service_restored", "disconnection_prevented")
"""What CORE asks beside the dates of a certification."""

FROZEN = (Status.TRANSFERRED, Status.BENEFITTED, Status.WITHDRAWN)
"""Where the dates stay as they are: CORE has them, or nobody needs them any more."""


def is_open(status: Status) -> bool:
    """Whether the dates of an application may still change."""
    return status not in FROZEN


def check_open(status: Status) -> None:
    """Raises where the dates of an application may not change any more."""
    if not is_open(status):
        raise RuleBroken(
            "dates_are_frozen", f"The dates of an application that is {status} stay as they are."
        )


def check_certified(certified: date | None, intake: date, *, today: date) -> None:
    """A certification is made between intake and today."""
    if certified is None:
        return
    check_past(certified, today=today)
    if certified < intake:
        raise RuleBroken(
            "before_intake", f"The application was received on {show_date(intake)}. Correct the date."
        )


def check_past(day: date | None, *, today: date) -> None:
    """What was signed or received was so by today."""
    if day is not None and day > today:
        raise RuleBroken("in_the_future", "This date is in the future. Correct it.")


def check_intake(intake: date, certified: date | None) -> None:
    """An application is not received after it was certified."""
    if certified is not None and intake > certified:
        raise RuleBroken(
            "after_certification",
            f"The application was certified on {show_date(certified)}. Correct that date first, or this one.",
        )
