"""Projects and their tasks, jobs and their measures: what the one aggregate has in each of its views (R183, R185)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from homefire.rules import RuleBroken

JOB, PROJECT = "job", "project"
KINDS = (JOB, PROJECT)
MOST_DWELLINGS = 50
"""How many dwellings one project may have."""


class TaskStatus(StrEnum):
    """How far a task has come."""

    TO_DO = "TO DO"
    IN_PROGRESS = "IN PROGRESS"
    DONE = "DONE"
    NOT_NEEDED = "NOT NEEDED"


class Verification(StrEnum):
    """Whether somebody has seen that a task was done as it should be."""

    PENDING = "PENDING"
    VERIFIED = "VERIFIED"
    REJECTED = "REJECTED"


def check_verification(status: TaskStatus, verification: Verification, reason: str) -> None:
    """What is verified or rejected was done, and what is rejected says why."""
    if verification is not Verification.PENDING and status is not TaskStatus.DONE:
        raise RuleBroken(
            "not_done", f"A task that is {status} cannot be {verification}. Set it to DONE first."
        )
    if verification is Verification.REJECTED and not reason:
        raise RuleBroken("reason_required", "Say why the work is rejected.")


def task_status(statuses: Sequence[TaskStatus]) -> TaskStatus | None:
    """Where a project's tasks stand together; None without tasks (R183)."""
    needed = [status for status in statuses if status is not TaskStatus.NOT_NEEDED]
    if not statuses:
        return None
    if not needed:
        return TaskStatus.NOT_NEEDED
    if all(status is TaskStatus.DONE for status in needed):
        return TaskStatus.DONE
    return (
        TaskStatus.TO_DO if all(status is TaskStatus.TO_DO for status in needed) else TaskStatus.IN_PROGRESS
    )


def verification_status(tasks: Iterable[tuple[TaskStatus, Verification]]) -> Verification | None:
    """Where the verification of a project's tasks stands together: the worst decides; None without any (R183)."""
    found = [verification for status, verification in tasks if status is not TaskStatus.NOT_NEEDED]
    for verification in (Verification.REJECTED, Verification.PENDING, Verification.VERIFIED):
        if verification in found:
            return verification
    return None


def check_kind(kind: str, wanted: str) -> None:
    """Projects have tasks, dwellings, a vendor and a replacement cost; jobs have measures (R185)."""
    if kind != wanted:
        what = "tasks, a vendor and a replacement cost" if wanted == PROJECT else "measures"
        raise RuleBroken(
            "wrong_kind", f"A {wanted} has {what}; this is a {kind}. Choose a {wanted} for that."
        )
