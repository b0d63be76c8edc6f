"""CSD change requests: asking CSD to correct its copy of a customer in CORE (R109 to R112)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from homefire.rules import RuleBroken
from homefire.us.dates import show_date

LONGEST_VALUE = 200
MOST_FIELDS = 20
OTHER_REASON = "OTHER"
SSN = "SSN"
"""The one field whose values are sealed and masked."""

DATE_OF_BIRTH = "DATE_OF_BIRTH"
"""The one field whose value on our side is a date."""

IDENTITY = ("first_name", "middle_initial", "last_name", "date_of_birth", "ssn")
"""What of a person CORE compares with the year before (R110)."""


class RequestStatus(StrEnum):
    """Where a request stands."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


OPEN = (RequestStatus.DRAFT, RequestStatus.SUBMITTED)


def parse_status(text: str) -> RequestStatus:
    """A status by its name, in any case."""
    try:
        return RequestStatus(text.upper())
    except ValueError:
        raise RuleBroken("not_a_status", f"Choose one of: {', '.join(RequestStatus)}.") from None


def next_statuses(old: RequestStatus) -> list[RequestStatus]:
    """Where a request may go from here."""
    match old:
        case RequestStatus.DRAFT:
            return [RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN]
        case RequestStatus.SUBMITTED:
            return [RequestStatus.ACCEPTED, RequestStatus.REJECTED, RequestStatus.WITHDRAWN]
        case _:
            return []


def check_move(old: RequestStatus, new: RequestStatus) -> None:
    """Raises unless the machine has this move; says which it has."""
    moves = next_statuses(old)
    if new not in moves:
        remedy = f"It can become: {', '.join(moves)}." if moves else "It stays as it is."
        raise RuleBroken("illegal_move", f"A request that is {old} cannot become {new}. {remedy}")


def check_decision(new: RequestStatus, reason: str) -> None:
    """A rejection has CSD's reason."""
    if new is RequestStatus.REJECTED and not reason:
        raise RuleBroken("reason_required", "Give the reason that CSD gave.")


def check_reason(reason: str, explanation: str) -> None:
    """`Other` is explained (R110)."""
    if reason == OTHER_REASON and not explanation:
        raise RuleBroken("explanation_required", "Explain the reason.")


def check_day(day: date, *, today: date, drafted: date, submitted: date | None) -> None:
    """A step is taken by today, not before the request was written, and decided not before it was submitted (R111)."""
    if day > today:
        raise RuleBroken("in_the_future", "This date is in the future. Correct it.")
    if submitted is not None and day < submitted:
        raise RuleBroken(
            "before_submission",
            f"The request was submitted on {show_date(submitted)}. Enter that day or a later one.",
        )
    if day < drafted:
        raise RuleBroken(
            "before_draft",
            f"The request was written on {show_date(drafted)}. Enter that day or a later one.",
        )


def differences(sent: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """The fields of a person in which our record differs from what CORE was sent (R112).

    Both are as `sent_form` makes them. What neither `ours` nor anybody else tells is not compared.
    """
    return [name for name in IDENTITY if ours.get(name) is not None and (sent.get(name) or "") != ours[name]]


def overlaid(sent: Mapping[str, Any], accepted: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """What CORE has of a person: what it was sent, and over it what CSD has accepted since, in its order (R109).

    `accepted` are fields, as a request names them, with our value in the form in which persons are compared; None
    where it cannot be told. What else than a person's identity was corrected is no part of one.
    """
    has = dict(sent)
    for field, value in accepted:
        name = field.lower()
        if name in IDENTITY and value is not None:
            has[name] = value
    return has


def sent_form(text: str | None) -> str:
    """A text as it is sent to CORE: upper case (R27), one space between words."""
    return " ".join((text or "").split()).upper()
