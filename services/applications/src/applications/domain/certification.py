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

FROZEN: dict[Status, str] = {
    Status.TRANSFERRED: "CORE has them. Where one is wrong, ask CSD to correct it (CSD change request).",
    Status.BENEFITTED: "CORE has them. Where one is wrong, ask CSD to correct it (CSD change request).",
    Status.WITHDRAWN: "Nobody needs them any more. Receive the application anew where it is needed again.",
}
"""Where the dates that clocks run between stay as they are, with why and what to do. The intake date is one of them."""


def is_open(status: Status) -> bool:
    """Whether the dates of an application may still change."""
    return status not in FROZEN


def check_open(status: Status) -> None:
    """Raises where the dates of an application may not change any more."""
    if not is_open(status):
        raise RuleBroken(
            "dates_are_frozen",
            f"The dates of an application that is {status} stay as they are. {FROZEN[status]}",
        )


def check_certified(certified: date | None, intake: date, status: Status, *, today: date) -> None:
    """A certification is made between intake and today; after a denial, once an appeal has made it ELIGIBLE (R80)."""
    if certified is None:
        return
    if status is Status.DENIED:
        raise RuleBroken(
            "denied",
            "A denied application is not certified: appeal first. Record the appeal, decide on it, then certify.",
        )
    check_past(certified, today=today)
    if certified < intake:
        raise RuleBroken(
            "before_intake", f"The application was received on {show_date(intake)}. Correct the date."
        )


def check_document(document: date | None, certified: date | None) -> None:
    """A proof is not newer than the certification that rests on it."""
    if document is not None and certified is not None and document > certified:
        raise RuleBroken(
            "after_certification",
            f"The documents are of {show_date(document)} and the certification is of {show_date(certified)}: it rests"
            " on documents that were there. Correct one of the two, or certify again on the newer documents.",
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
