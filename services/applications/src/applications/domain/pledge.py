"""Pledges: what the agency has promised to pay for a customer and an application (R89)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from applications.domain import money
from applications.domain.status import Status
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

LARGEST = Decimal("999999.99")
GRANTED = frozenset({Status.ELIGIBLE, Status.TRANSFERRED, Status.CORRECTED, Status.BENEFITTED})
"""Where an application stands once there is something to pay."""


class PledgeStatus(StrEnum):
    """Where a pledge stands."""

    OPEN = "OPEN"
    PAID = "PAID"
    CANCELLED = "CANCELLED"


def parse_status(text: str) -> PledgeStatus:
    """A status by its name, in any case."""
    try:
        return PledgeStatus(text.upper())
    except ValueError:
        raise RuleBroken("not_a_status", f"Choose one of: {', '.join(PledgeStatus)}.") from None


def parse_amount(text: str) -> Decimal:
    """US dollars with at most two decimals, above zero, such as `350`, `350.00` or `$1,250.00`."""
    amount = money.read(text)
    if not 0 < amount <= LARGEST:
        raise RuleBroken("amount_out_of_range", f"Enter an amount above 0 and up to ${LARGEST:,}.")
    return amount


def next_statuses(old: PledgeStatus) -> tuple[PledgeStatus, ...]:
    """What a pledge can become."""
    return tuple(new for new in PledgeStatus if _moves(old, new))


def check_move(old: PledgeStatus, new: PledgeStatus) -> None:
    """Raises unless the machine has this move."""
    if not _moves(old, new):
        raise RuleBroken("illegal_move", f"A pledge that is {old} cannot become {new}.")


def _moves(old: PledgeStatus, new: PledgeStatus) -> bool:
    match (old, new):
        case (PledgeStatus.OPEN, PledgeStatus.PAID | PledgeStatus.CANCELLED):
            return True
        case (PledgeStatus.PAID | PledgeStatus.CANCELLED, PledgeStatus.OPEN):
            return True
    return False


def check_reason(new: PledgeStatus, reason: str) -> None:
    """A pledge that is opened again needs a reason."""
    if new is PledgeStatus.OPEN and not reason:
        raise RuleBroken("reason_required", "Say why the pledge is open again.")


def check_submitted(submitted: date, intake: date, *, today: date) -> None:
    """A pledge is submitted by today, and not before the application that it is for was received (R88)."""
    if submitted > today:
        raise RuleBroken(
            "in_the_future", "This date is in the future. Enter the day on which the pledge was submitted."
        )
    if submitted < intake:
        raise RuleBroken(
            "before_intake",
            f"The application was received on {show_date(intake)}. Enter that day or a later one.",
        )


def warnings(application: Status, pledge: str) -> list[dict[str, str]]:
    """What to look at in a pledge that is open or paid: whether anything was granted that it could pay (R89).

    It is a warning and no rule: an agency may promise before it decides, and a decision may be taken back.
    """
    if pledge == PledgeStatus.CANCELLED or application in GRANTED:
        return []
    detail = f"The application is {application}, so nothing was granted that this pledge could pay."
    return [{"field": "status", "code": "application_not_granted", "detail": detail}]


def show_amount(amount: str | None) -> str:
    """The form in which people read an amount."""
    return f"${Decimal(amount):,.2f}" if amount else ""
