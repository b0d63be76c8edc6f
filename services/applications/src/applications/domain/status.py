"""An application's status: the agency's six, and PENDING and WITHDRAWN around them (R80)."""

from __future__ import annotations

from collections.abc import Mapping
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

TO_BE_SENT = (Status.PENDING, Status.ELIGIBLE, Status.REJECTED, Status.CORRECTED)
"""Under way to CORE, for the first time or again: what a move to another place concerns (R142)."""

Moves = Mapping[tuple[Status, Status], bool]
"""The moves that a program has, from status to status, and whether it wants a reason for one.

They say no more than the machine allows and no less than it demands: a program can only be stricter.
"""

NEVER_TRANSFERRED = (Status.PENDING, Status.ELIGIBLE, Status.DENIED, Status.WITHDRAWN)
"""Where the transfer date is blank (R82). From ELIGIBLE on there is no way back to these."""


def parse_status(text: str) -> Status:
    """A status by its name, in any case."""
    try:
        return Status(text.upper())
    except ValueError:
        raise RuleBroken("not_a_status", f"Choose one of: {', '.join(Status)}.") from None


def check_move(old: Status, new: Status, moves: Moves | None = None) -> None:
    """Raises unless the machine and the program have this move; says which moves there are."""
    try:
        _reason_wanted(old, new)
        if moves is not None and (old, new) not in moves:
            detail = f"In this program an application that is {old} cannot become {new}."
            raise RuleBroken("illegal_move", detail)
    except RuleBroken as broken:
        there_are = next_statuses(old, moves)
        remedy = f"It can become: {', '.join(there_are)}." if there_are else "It stays as it is."
        raise RuleBroken(broken.code, f"{broken.detail} {remedy}") from None


def check_reason(old: Status, new: Status, reason: str, moves: Moves | None = None) -> None:
    """Raises where a legal move lacks the reason that it needs, or that the program wants of it."""
    wanted = _reason_wanted(old, new)
    if not wanted and moves is not None and moves.get((old, new)):
        wanted = f"why the application becomes {new}"
    if wanted and not reason:
        raise RuleBroken("reason_required", f"Say {wanted}.")


def next_statuses(old: Status, moves: Moves | None = None) -> list[Status]:
    """Where an application may go from here, in a program that has these moves."""
    return [new for new in Status if _is_legal(old, new) and (moves is None or (old, new) in moves)]


def machine_moves() -> dict[tuple[Status, Status], bool]:
    """Every move that the machine has, and whether it always needs a reason."""
    return {
        (old, new): bool(_reason_wanted(old, new)) for old in Status for new in Status if _is_legal(old, new)
    }


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
