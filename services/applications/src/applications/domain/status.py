"""An application's status: the agency's six, and PENDING and WITHDRAWN around them (R80)."""

from __future__ import annotations

from enum import StrEnum

from homefire.rules import RuleBroken


class Status(StrEnum):
    """Where an application stands."""

    PENDING = "PENDING"
    ELIGIBLE = "ELIGIBLE"
    DENIED = "DENIED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFERRED = "TRANSFERRED"
    BENEFITTED = "BENEFITTED"
    REJECTED = "REJECTED"
    CORRECTED = "CORRECTED"


ENDED_WITHOUT_BENEFIT = (Status.DENIED, Status.WITHDRAWN)
"""What leaves room for another application of the same program and year (R90)."""

NOT_YET_TRANSFERRED = (Status.PENDING, Status.ELIGIBLE)
"""Open, and with nothing sent to CORE: what a move to another place concerns (R142)."""

NEVER_TRANSFERRED = (Status.PENDING, Status.ELIGIBLE, Status.DENIED, Status.WITHDRAWN)
"""Where the transfer date is blank (R82). From ELIGIBLE on there is no way back to these."""


def parse_status(text: str) -> Status:
    """A status by its name, in any case."""
    try:
        return Status(text.upper())
    except ValueError:
        raise RuleBroken("not_a_status", f"Choose one of: {', '.join(Status)}.") from None


def check_move(old: Status, new: Status) -> None:
    """Raises unless the machine has this move; says which moves it has."""
    try:
        _reason_wanted(old, new)
    except RuleBroken as broken:
        moves = next_statuses(old)
        remedy = f"It can become: {', '.join(moves)}." if moves else "It stays as it is."
        raise RuleBroken(broken.code, f"{broken.detail} {remedy}") from None


def check_reason(old: Status, new: Status, reason: str) -> None:
    """Raises where a legal move lacks the reason it needs."""
    wanted = _reason_wanted(old, new)
    if wanted and not reason:
        raise RuleBroken("reason_required", f"Say {wanted}.")


def next_statuses(old: Status) -> list[Status]:
    """Where an application may go from here."""
    return [new for new in Status if _is_legal(old, new)]


def _is_legal(old: Status, new: Status) -> bool:
    try:
        _reason_wanted(old, new)
    except RuleBroken:
        return False
    return True


def _reason_wanted(old: Status, new: Status) -> str:
    """What a reason has to tell for this move; empty where none is needed."""
    match (old, new):
        case (Status.PENDING, Status.ELIGIBLE | Status.WITHDRAWN):
            return ""
        case (Status.PENDING, Status.DENIED):
            return "why the application is denied"
        case (Status.DENIED, Status.ELIGIBLE):
            return "what the appeal found"
        case (Status.ELIGIBLE, Status.TRANSFERRED | Status.WITHDRAWN):
            return ""
        case (Status.ELIGIBLE, Status.PENDING):
            return "why the application is reopened"
        case (Status.TRANSFERRED, Status.BENEFITTED):
            return ""
        case (Status.TRANSFERRED, Status.REJECTED):
            return "why CORE rejected the application"
        case (Status.REJECTED, Status.CORRECTED) | (Status.CORRECTED, Status.TRANSFERRED):
            return ""
        case _:
            raise RuleBroken("illegal_move", f"An application that is {old} cannot become {new}.")
