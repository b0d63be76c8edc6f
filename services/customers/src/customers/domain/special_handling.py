"""Special handling: anybody who keeps records sets it, a supervisor clears it, both say why (R25, R26)."""

from __future__ import annotations

from enum import StrEnum

from homefire.rules import RuleBroken

LEAST_REASON, MOST_REASON = 5, 200
"""Characters of the reason for setting or clearing it."""


class Step(StrEnum):
    """What a change does to the mark."""

    NONE = "none"
    SET = "set"
    CLEARED = "cleared"


def step_of(was: bool, wanted: bool | None) -> Step:
    """What becomes of the mark; `wanted` is None where a change says nothing of it."""
    if wanted is None or wanted == was:
        return Step.NONE
    return Step.SET if wanted else Step.CLEARED


def check_reason(step: Step, reason: str) -> None:
    """Refuses to set or clear the mark without saying why, and a reason for nothing."""
    if step is Step.NONE:
        if reason:
            raise RuleBroken(
                "reason_for_nothing", "Set or clear special handling as well, or leave its reason out."
            )
        return
    if len(reason) < LEAST_REASON:
        what = "needs" if step is Step.SET else "no longer needs"
        raise RuleBroken(
            "required", f"Say in at least {LEAST_REASON} characters why the record {what} special handling."
        )
