"""Which properties a program assesses, and which of its work needs an assessment first (R181, R184).

What a program asks of a property is data, dated (`program_rule`); here is how it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from homefire.rules import RuleBroken
from homefire.us.dates import show_date


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
    """What is known of a property: as of today, and the newest day of a completed job and of a certification."""

    kind: str
    county: str
    occupied: bool
    certified_on: date | None
    weatherized_on: date | None


@dataclass(frozen=True, slots=True)
class Unmet:
    """A criterion that a property does not meet, and what that means."""

    code: str
    detail: str


def unmet(criteria: Criteria, facts: Facts, today: date) -> list[Unmet]:
    """What stands against an assessment of the property; nothing where it meets the criteria (R181)."""
    found = []
    if criteria.dwelling_kinds and facts.kind not in criteria.dwelling_kinds:
        found.append(Unmet("dwelling_kind", "The program does not assess this kind of dwelling."))
    if criteria.counties and facts.county not in criteria.counties:
        found.append(Unmet("county", f"The program does not serve {facts.county} county."))
    if criteria.occupied and not facts.occupied:
        found.append(Unmet("occupied", "No customer lives in the dwelling today."))
    if criteria.certified and facts.certified_on is None:
        found.append(Unmet("certified", "No certified application of this program is known for it."))
    until = free_again(criteria, facts)
    if until is not None and today < until:
        detail = f"It was weatherized less than {criteria.years_between} years ago, so wait until {show_date(until)}."
        found.append(Unmet("weatherized", detail))
    return found


def free_again(criteria: Criteria, facts: Facts) -> date | None:
    """The day from which a property that was weatherized may be weatherized again; None where none is known."""
    if criteria.years_between is None or facts.weatherized_on is None:
        return None
    day, year = facts.weatherized_on, facts.weatherized_on.year + criteria.years_between
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


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
