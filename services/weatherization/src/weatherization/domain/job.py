"""Jobs: from the first entry to the report to the state, and back for a correction (R97, R98)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date
from weatherization.domain.amounts import show_cost


class Status(StrEnum):
    """How far a job has come, in the words that the grid shows (R97)."""

    NEW = "NEW"
    SCHEDULED = "SCHEDULED"
    ASSESSED = "ASSESSED"
    IN_PROGRESS = "IN PROGRESS"
    INSPECTED = "INSPECTED"
    COMPLETED = "COMPLETED"
    REPORTED = "REPORTED"
    DEFERRED = "DEFERRED"
    CANCELLED = "CANCELLED"


_GIVEN_UP = frozenset({Status.DEFERRED, Status.CANCELLED})

# Emergency, DAP and callback jobs need no assessment and some jobs no inspection, so steps may be left out on
# the way forward. A way back exists only where the field has one.
NEXT: dict[Status, frozenset[Status]] = {
    Status.NEW: _GIVEN_UP | {Status.SCHEDULED, Status.ASSESSED, Status.IN_PROGRESS},
    Status.SCHEDULED: _GIVEN_UP | {Status.ASSESSED, Status.IN_PROGRESS},
    Status.ASSESSED: _GIVEN_UP | {Status.SCHEDULED, Status.IN_PROGRESS},
    Status.IN_PROGRESS: _GIVEN_UP | {Status.INSPECTED, Status.COMPLETED},
    Status.INSPECTED: _GIVEN_UP | {Status.IN_PROGRESS, Status.COMPLETED},
    Status.COMPLETED: frozenset({Status.IN_PROGRESS, Status.REPORTED}),
    Status.REPORTED: frozenset({Status.COMPLETED}),
    Status.DEFERRED: frozenset(
        {Status.NEW, Status.SCHEDULED, Status.ASSESSED, Status.IN_PROGRESS, Status.CANCELLED}
    ),
    Status.CANCELLED: frozenset({Status.NEW}),
}

_NEEDS_REASON = frozenset(
    {
        (Status.INSPECTED, Status.IN_PROGRESS),
        (Status.COMPLETED, Status.IN_PROGRESS),
        (Status.REPORTED, Status.COMPLETED),
        (Status.CANCELLED, Status.NEW),
    }
)
DONE = frozenset({Status.COMPLETED, Status.REPORTED})
"""The statuses in which a job has a completed date; in all others that date is blank (R98)."""

TRACKED: dict[str, TrackedField] = {
    "job_type": TrackedField("JOB TYPE"),
    "status": TrackedField("JOB STATUS"),
    "status_reason": TrackedField("JOB STATUS REASON"),
    "completed_date": TrackedField("JOB COMPLETED DATE", show_date),
    "reported_date": TrackedField("JOB REPORTED DATE", show_date),
    "replacement_cost": TrackedField("REPLACEMENT COST", show_cost),
}


class IllegalMove(RuleBroken):
    """A job cannot go from the status it has to the one that was asked for."""


def next_statuses(current: Status) -> list[Status]:
    """What a job may become next, in the order of the list."""
    return [status for status in Status if status in NEXT[current]]


def check_move(current: Status, to: Status) -> None:
    """Raises `IllegalMove` unless a job in `current` may become `to`; to stay as it is counts as illegal."""
    if to not in NEXT[current]:
        possible = ", ".join(next_statuses(current))
        raise IllegalMove("status_not_possible", f"A job that is {current} can become: {possible}.")


def check_reason(current: Status, to: Status, reason: str) -> None:
    """A job that is given up or taken back a step says why; so an un-reported one (R98)."""
    if not reason and (to in _GIVEN_UP or (current, to) in _NEEDS_REASON):
        raise RuleBroken("reason_required", f"Say why this job goes from {current} to {to}.")


def check_completed(status: Status, completed: date | None, today: date) -> None:
    """The completed date is set from completion on, blank before, and not in the future (R98)."""
    if status not in DONE and completed is not None:
        raise RuleBroken("not_completed", f"A job that is {status} has no completed date. Leave it out.")
    if status in DONE and completed is None:
        raise RuleBroken("required", f"A job that is {status} has a completed date. Enter it.")
    if completed is not None and completed > today:
        raise RuleBroken("in_the_future", "The completed date is in the future. Correct it.")


def check_reported(status: Status, completed: date | None, reported: date | None, today: date) -> None:
    """The reported date is set while a job is reported, and no earlier than its completion (R98)."""
    if status is not Status.REPORTED and reported is not None:
        raise RuleBroken("not_reported", f"A job that is {status} has no reported date. Leave it out.")
    if status is Status.REPORTED and reported is None:
        raise RuleBroken("required", "A reported job has a reported date. Enter it.")
    if reported is not None and reported > today:
        raise RuleBroken("in_the_future", "The reported date is in the future. Correct it.")
    if reported is not None and completed is not None and reported < completed:
        raise RuleBroken("reported_before_completed", "A job is reported on or after its completed date.")
