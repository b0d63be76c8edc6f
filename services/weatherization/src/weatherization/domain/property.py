"""Properties: a dwelling, or a building whose units are dwellings, and what is known of it (R178, R179)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

MULTI_FAMILY = "MULTI_FAMILY"
FACTS = ("building_id", "year_built", "heating_fuel", "units_total", "units_applied_for")
"""What is known of a dwelling besides its kind and its address."""
TRACKED: dict[str, TrackedField] = {
    "building_id": TrackedField("BUILDING"),
    "year_built": TrackedField("YEAR BUILT"),
    "heating_fuel": TrackedField("HEATING FUEL"),
    "units_total": TrackedField("UNITS IN THE BUILDING"),
    "units_applied_for": TrackedField("UNITS APPLIED FOR"),
}
FIRST_YEAR, MOST_UNITS = 1600, 9999
WAITING_YEARS = 15
"""A home that was weatherized with federal money waits this long for the Department of Energy's (42 USC 6865(c)(2))."""
WEATHERIZING = frozenset({"WEATHERIZATION", "REWEATHERIZATION", "DOE_WAP", "LIWP"})
"""The types of jobs after which a home counts as weatherized."""
WAITING_PROGRAMS = frozenset({"DOE_WAP"})


class Eligibility(StrEnum):
    """Whether a property may take part in a program."""

    ELIGIBLE = "ELIGIBLE"
    INELIGIBLE = "INELIGIBLE"
    UNDETERMINED = "UNDETERMINED"


@dataclass(frozen=True, slots=True)
class Standing:
    """A property's eligibility in one program, and where it comes from: `list`, `entered`, `jobs` or nothing."""

    status: Eligibility
    source: str = ""
    reason: str = ""


def check_year_built(year: int | None, today: date) -> None:
    """A house was built by this year."""
    if year is not None and not FIRST_YEAR <= year <= today.year:
        raise RuleBroken("not_a_year", f"Enter the year in which it was built, {FIRST_YEAR} to {today.year}.")


def check_units(kind: str, total: int | None, applied_for: int | None) -> None:
    """Only a multi-family building has units, and no more are applied for than it has (R179)."""
    if kind != MULTI_FAMILY and (total is not None or applied_for is not None):
        raise RuleBroken("not_multi_family", "Only a multi-family building has units. Leave this empty.")
    if total is not None and applied_for is not None and applied_for > total:
        raise RuleBroken("more_than_there_are", f"The building has {total} units. Apply for as many at most.")


def check_unit_of(dwelling_id: int, building_id: int, building_kind: str, building_of: int | None) -> None:
    """A unit belongs to a multi-family building, which is no unit itself."""
    if building_id == dwelling_id:
        raise RuleBroken("own_building", "A dwelling is no unit of itself. Choose the building.")
    if building_kind != MULTI_FAMILY or building_of is not None:
        raise RuleBroken("not_a_building", "Only a multi-family building has units. Choose another one.")


def standing(
    program: str,
    *,
    listed: str | None,
    entered: tuple[str, str] | None,
    weatherized_on: date | None,
    today: date,
) -> Standing:
    """What holds for a property in one program: the list of ineligible addresses before what somebody has entered,
    that before what follows from earlier jobs (R61, R178).

    `listed` is the reason on the list, `entered` the status and reason of the newest entry.
    """
    if listed is not None:
        return Standing(Eligibility.INELIGIBLE, "list", listed)
    if entered is not None:
        return Standing(Eligibility(entered[0]), "entered", entered[1])
    if program in WAITING_PROGRAMS and weatherized_on is not None:
        waits_until = _years_after(weatherized_on, WAITING_YEARS)
        if today < waits_until:
            done, again = (show_date(day.isoformat()) for day in (weatherized_on, waits_until))
            reason = f"Weatherized on {done}; it can be again from {again}."
            return Standing(Eligibility.INELIGIBLE, "jobs", reason)
    return Standing(Eligibility.UNDETERMINED)


def last_weatherized(jobs: Sequence[Mapping[str, Any]]) -> date | None:
    """When a dwelling was weatherized for the last time, from its jobs' types and completed dates."""
    days = [
        job["completed_date"] for job in jobs if job["job_type"] in WEATHERIZING and job["completed_date"]
    ]
    return max(days, default=None)


def check_reason(status: str, reason: str) -> None:
    """Whoever finds a property eligible or ineligible says why."""
    if status != Eligibility.UNDETERMINED and not reason:
        raise RuleBroken("reason_required", "Say why.")


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
