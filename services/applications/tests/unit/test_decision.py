"""Which reason a decision needs, and what is said to whoever gives none (R91)."""

from __future__ import annotations

import pytest

from applications.domain.decision import check_reason
from applications.domain.eligibility import Outcome
from applications.domain.status import Status
from homefire.rules import RuleBroken


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (
            Outcome.CANNOT_TELL,
            "The rules cannot tell yet. Enter the household first. Or give a reason to decide all the same.",
        ),
        (
            Outcome.NEEDS_APPROVAL,
            "The rules ask for CSD's approval first. Give it as the reason, or why you decide without it.",
        ),
        (Outcome.NOT_ELIGIBLE, "Say why you decide otherwise than proposed."),
    ],
)
def test_whoever_decides_otherwise_is_told_what_the_rules_answered(outcome, says):
    missing = ["Enter the household first."] if outcome is Outcome.CANNOT_TELL else []
    with pytest.raises(RuleBroken) as broken:
        check_reason(Status.ELIGIBLE, outcome, "", usual=True, missing=missing)
    assert broken.value.detail == says
    check_reason(Status.ELIGIBLE, outcome, "CSD AGREED", usual=True, missing=missing)


def test_who_decides_as_proposed_by_the_usual_tables_needs_no_reason():
    check_reason(Status.ELIGIBLE, Outcome.ELIGIBLE, "", usual=True)
