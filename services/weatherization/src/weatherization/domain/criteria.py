"""Which properties a program assesses, and which of its work needs an assessment first (R181, R184).

What a program asks of a property is data, dated (`program_rule`); here is how it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from homefire.rules import RuleBroken
from homefire.us.dates import show_date
from weatherization.domain.property import Decision, Eligibility, free_again


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a program asks of a property. An empty list of kinds or counties takes every one of them.

    `years_between` is how many years after a completed job the property is left alone; None for no limit.
    """

    dwelling_kinds: Sequence[str] = ()
    counties: Sequence[str] = ()
    occupied: bool = False
    certified: bool = False
    years_between: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a property: as of today, and the newest day of a completed job and of a certification.

    `listed` is why its address is on the list of ineligible addresses, `decided` what was decided last.
    """

    kind: str
    county: str
    occupied: bool
    certified_on: date | None
    weatherized_on: date | None
    listed: str | None = None
    decided: Decision | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A criterion that a property does not meet, and what that means."""

    code: str
    detail: str


def unmet(criteria: Criteria, facts: Facts, today: date) -> list[Unmet]:
    """What stands against an assessment of the property; nothing where it meets the criteria (R181).

    That somebody found it eligible ends its wait after a job, but takes it off no list (R61, R178).
    """
    found = []
    decided = facts.decided.status if facts.decided else None
    if facts.listed is not None:
        detail = f"Its address is on the list of ineligible addresses: {facts.listed}."
        found.append(Unmet("listed", detail))
    if facts.decided and decided is Eligibility.INELIGIBLE:
        found.append(Unmet("ineligible", f"It was found ineligible for the program: {facts.decided.reason}."))
    if criteria.dwelling_kinds and facts.kind not in criteria.dwelling_kinds:
        found.append(Unmet("dwelling_kind", "The program does not assess this kind of dwelling."))
    if criteria.counties and facts.county not in criteria.counties:
        found.append(Unmet("county", f"The program does not serve {facts.county} county."))
    if criteria.occupied and not facts.occupied:
        found.append(Unmet("occupied", "No customer lives in the dwelling today."))
    if criteria.certified and facts.certified_on is None:
        found.append(Unmet("certified", "No certified application of this program is known for it."))
    until = free_again(facts.weatherized_on, criteria.years_between)
    if until is not None and today < until and decided is not Eligibility.ELIGIBLE:
        detail = f"It was weatherized less than {criteria.years_between} years ago, so wait until {show_date(until)}."
        found.append(Unmet("weatherized", detail))
    return found


def check_met(found: Sequence[Unmet], reason: str) -> None:
    """Refuses an assessment of a property that does not meet the criteria, unless there is a reason (R181)."""
    if found and not reason:
        against = " ".join(each.detail for each in found)
        raise RuleBroken(
            "criteria_not_met", f"{against} Give a reason to order the assessment in spite of it."
        )


def needs_assessment(job_type: str, unassessed_types: Sequence[str]) -> bool:
    """Whether work of this type follows from a qualifying assessment: emergency, DAP and callback do not (R184)."""
    return job_type not in unassessed_types


def check_assessed(lacking: Sequence[str], reason: str) -> None:
    """Refuses work on properties that no completed assessment qualifies, unless there is a reason (R184).

    `lacking` are their addresses.
    """
    if lacking and not reason:
        raise RuleBroken(
            "assessment_required",
            f"No completed assessment of this program qualifies: {'; '.join(lacking)}."
            " Complete one first, or give a reason to go without it.",
        )
