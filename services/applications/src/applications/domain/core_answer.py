"""What CORE answers to a transfer, and what an answer that comes twice, late or otherwise does (R82, R259)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from applications.domain.status import Status
from homefire.rules import RuleBroken


class Outcome(StrEnum):
    """CORE takes an application or does not."""

    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


class Effect(StrEnum):
    """What an answer does here."""

    APPLIED = "applied"
    REPEATED = "repeated"  # It says what is known: nothing is kept.
    CONTRADICTS = "contradicts"  # Another answer was first: kept as a finding.
    LATE = "late"  # A newer transfer was sent, or somebody has moved the application on: kept as a finding.


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: the outcome, and CORE's code and reason for a rejection."""

    outcome: Outcome
    code: str = ""
    reason: str = ""


STATUS = {Outcome.ACCEPTED: Status.BENEFITTED, Outcome.REJECTED: Status.REJECTED}
"""Where an application goes by an answer that is applied."""


def check_reason(outcome: Outcome, reason: str) -> None:
    """A rejection has CORE's reason."""
    if outcome is Outcome.REJECTED and not reason:
        raise RuleBroken("reason_required", "Give the reason that CORE gave.")


def effect_of(answer: Said, earlier: Sequence[Said], *, is_newest: bool, status: Status) -> Effect:
    """What an answer does to a transfer that has had `earlier` answers, the first of them first.

    The first final answer counts. `is_newest`: no later transfer of the application was made.
    """
    if answer in earlier:
        return Effect.REPEATED
    if any(_contradicts(answer, known) for known in earlier):
        return Effect.CONTRADICTS
    if earlier:
        return Effect.REPEATED
    if not is_newest or status is not Status.TRANSFERRED:
        return Effect.LATE
    return Effect.APPLIED


def _contradicts(answer: Said, known: Said) -> bool:
    """A person may have left the code out: that says nothing against another one."""
    return answer.outcome is not known.outcome or bool(
        answer.code and known.code and answer.code != known.code
    )
