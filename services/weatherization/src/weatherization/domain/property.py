"""Properties: a dwelling, or a building whose units are dwellings, and what is known of it (R178, R179)."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class Eligibility(StrEnum):
    """Whether a property may take part in a program."""

    ELIGIBLE = "ELIGIBLE"
    INELIGIBLE = "INELIGIBLE"
    UNDETERMINED = "UNDETERMINED"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided last of a property in one program, and why."""

    status: Eligibility
    reason: str


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
    *,
    listed: str | None,
    decided: Decision | None,
    weatherized_on: date | None,
    years_between: int | None,
    today: date,
) -> Standing:
    """What holds for a property in one program: the list of ineligible addresses before what somebody has entered,
    that before what follows from earlier jobs (R61, R178).

    `listed` is the reason on the list, `decided` the newest entry, `years_between` how long the program's rule waits.
    """
    if listed is not None:
        return Standing(Eligibility.INELIGIBLE, "list", listed)
    if decided is not None and decided.status is not Eligibility.UNDETERMINED:
        return Standing(decided.status, "entered", decided.reason)
    again = free_again(weatherized_on, years_between)
    if weatherized_on is not None and again is not None and today < again:
        reason = f"Weatherized on {show_date(weatherized_on)}; it can be again from {show_date(again)}."
        return Standing(Eligibility.INELIGIBLE, "jobs", reason)
    if decided is not None:
        return Standing(decided.status, "entered", decided.reason)
    return Standing(Eligibility.UNDETERMINED)


def free_again(weatherized_on: date | None, years_between: int | None) -> date | None:
    """The day from which a property that was weatherized may be weatherized again; None where none is known.

    After a 29 February that is 28 February where the later year has no 29th.
    """
    if years_between is None or weatherized_on is None:
        return None
    year = weatherized_on.year + years_between
    last = calendar.monthrange(year, weatherized_on.month)[1]
    return date(year, weatherized_on.month, min(weatherized_on.day, last))


def check_reason(status: str, reason: str) -> None:
    """Whoever finds a property eligible or ineligible says why."""
    if status != Eligibility.UNDETERMINED and not reason:
        raise RuleBroken(
            "reason_required", "Say why the property is eligible or ineligible; the notes keep it."
        )
