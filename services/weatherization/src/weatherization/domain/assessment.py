"""Assessments: from the order to the findings (R180 to R182)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from homefire.rules import RuleBroken
from homefire.us.dates import show_date


class Status(StrEnum):
    """How far an assessment has come."""

    ORDERED = "ORDERED"
    ASSIGNED = "ASSIGNED"
    SCHEDULED = "SCHEDULED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


OPEN = frozenset({Status.ORDERED, Status.ASSIGNED, Status.SCHEDULED})
"""Under way: a dwelling has one of these at most for a program."""

NEXT: dict[Status, frozenset[Status]] = {
    Status.ORDERED: frozenset({Status.ASSIGNED, Status.CANCELLED}),
    # Somebody else may be given an assessment that is assigned or scheduled; a day may be moved.
    Status.ASSIGNED: frozenset({Status.ASSIGNED, Status.SCHEDULED, Status.COMPLETED, Status.CANCELLED}),
    Status.SCHEDULED: frozenset({Status.ASSIGNED, Status.SCHEDULED, Status.COMPLETED, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.CANCELLED: frozenset(),
}

_WORDS = {
    Status.ASSIGNED: "assigned",
    Status.SCHEDULED: "scheduled",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "cancelled",
}


class IllegalMove(RuleBroken):
    """An assessment cannot go from the status it has to the one that was asked for."""


def next_statuses(current: Status) -> list[Status]:
    """What an assessment may become next, in the order of the list."""
    return [status for status in Status if status in NEXT[current]]


def check_move(current: Status, to: Status) -> None:
    """Raises `IllegalMove` unless an assessment in `current` may become `to`."""
    if to in NEXT[current]:
        return
    possible = ", ".join(_WORDS[status] for status in next_statuses(current))
    remedy = f"It can be {possible}." if possible else "Order a new one if the property needs it."
    raise IllegalMove(
        "status_not_possible", f"An assessment that is {current} cannot be {_WORDS[to]}. {remedy}"
    )


def check_completed(completed: date, ordered: date, today: date) -> None:
    """An assessment is completed between the day of its order and today."""
    if completed > today:
        raise RuleBroken("in_the_future", "The day of completion is in the future. Correct it.")
    if completed < ordered:
        raise RuleBroken(
            "before_order", f"The assessment was ordered on {show_date(ordered)}. Correct the day."
        )


def check_scheduled(scheduled: date, today: date) -> None:
    """A visit is set for today or later."""
    if scheduled < today:
        raise RuleBroken("in_the_past", "This day has passed. Choose today or a later one.")


def check_findings(findings: Iterable[Mapping[str, Any]]) -> None:
    """There is a finding for at least one benefit, for each at most one, and a reason where none qualifies."""
    benefits = [finding["benefit"] for finding in findings]
    if not benefits:
        raise RuleBroken("required", "Say for at least one benefit whether the property qualifies.")
    if len(set(benefits)) < len(benefits):
        raise RuleBroken("benefit_twice", "A benefit stands there twice. Keep one finding for each.")


def check_reason(qualifies: bool, reason: str) -> None:
    """A property that does not qualify for a benefit is told why."""
    if not qualifies and not reason:
        raise RuleBroken("reason_required", "Say why the property does not qualify for this benefit.")


def qualifies(findings: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the property qualifies for the program: for one of its benefits or more (R182)."""
    return any(finding["qualifies"] for finding in findings)
