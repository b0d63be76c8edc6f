"""A caseworker's own decision on a proposal, and the appeal against a denial (R91, R92)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from applications.domain.eligibility import Outcome
from applications.domain.status import Status
from homefire.rules import RuleBroken

DECISIONS = (Status.ELIGIBLE, Status.DENIED)


def parse_decision(text: str) -> Status:
    """ELIGIBLE or DENIED, in any case."""
    if text.upper() not in DECISIONS:
        raise RuleBroken("not_a_decision", f"Choose one of: {', '.join(DECISIONS)}.")
    return Status(text.upper())


def proposed(outcome: Outcome) -> Status | None:
    """Which decision an outcome proposes; none where the rules give no answer."""
    match outcome:
        case Outcome.ELIGIBLE:
            return Status.ELIGIBLE
        case Outcome.NOT_ELIGIBLE:
            return Status.DENIED
        case _:
            return None


def check_reason(
    decision: Status, outcome: Outcome, reason: str, *, usual: bool, missing: Iterable[str] = ()
) -> None:
    """A denial needs a reason, and so does a decision that is not the one proposed, or not by the tables that count.

    `missing` says in sentences what the rules need before they can tell.
    """
    if reason:
        return
    if decision is Status.DENIED:
        raise RuleBroken("reason_required", "Say why the application is denied.")
    if decision != proposed(outcome):
        raise RuleBroken("reason_required", _why_otherwise(outcome, missing))
    if not usual:
        raise RuleBroken(
            "reason_required", "Say why you decide by the tables of another day than those that count."
        )


def _why_otherwise(outcome: Outcome, missing: Iterable[str]) -> str:
    match outcome:
        case Outcome.CANNOT_TELL:
            needed = " ".join(missing)
            return f"The rules cannot tell yet. {needed} Or give a reason to decide all the same."
        case Outcome.NEEDS_APPROVAL:
            return (
                "The rules ask for CSD's approval first. Give it as the reason, or why you decide without it."
            )
        case _:
            return "Say why you decide otherwise than proposed."


def check_appealed(status: Status, appealed: bool) -> None:
    """What was decided is decided again on an appeal alone."""
    if status is Status.DENIED and not appealed:
        raise RuleBroken("no_appeal", "Record the day on which the appeal was received first.")


def check_received(received: date, denied_on: date, today: date) -> None:
    """An appeal comes after the denial and by today, which is the agency's date."""
    if received > today:
        raise RuleBroken("in_the_future", "The day is in the future. Correct it.")
    if received < denied_on:
        raise RuleBroken("before_denial", "The appeal cannot be older than the denial. Correct the day.")


def review_due(received: date, days: int) -> date:
    """By which day an appeal is reviewed, in a program that gives it so many days (22 CCR 100805: 15)."""
    return received + timedelta(days=days)
