"""An application's household: its members one by one, or numbers per category; one is active (R65)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from homefire.changes import TrackedField, changes_between
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

MOST_MEMBERS = 60
SELF = "SELF"
SHOWN = ("gender", "race", "relation", "education")
"""The coded fields of a member that the customer record shows (R66)."""
CHARACTERISTICS = (
    "ethnicity",
    "disability",
    "health_insurance",
    "insurance_source",
    "military_status",
    "work_status",
    "disconnected_youth",
)
"""What the CSBG report asks of a person besides; each may be left blank."""
CODED = (*SHOWN, *CHARACTERISTICS)
"""Fields of a member that take a code; each is named like its list."""
CATEGORIES = ("gender", "race", "education", "age_group", *CHARACTERISTICS)
"""What a summary counts; each is named like its list."""
NEW_INSTRUMENT = date(2025, 10, 1)
"""The first intake date of the CSBG Annual Report 3.0: federal fiscal year 2026."""


class Mode(StrEnum):
    """How an application records its household."""

    INDIVIDUAL = "individual"
    SUMMARY = "summary"


MEMBER_FIELDS: dict[str, TrackedField] = {
    "first_name": TrackedField("FIRST NAME"),
    "middle_initial": TrackedField("MIDDLE INITIAL"),
    "last_name": TrackedField("LAST NAME"),
    "date_of_birth": TrackedField("DATE OF BIRTH", show_date, protected=True),
    "ssn": TrackedField("SSN", protected=True),
    "gender": TrackedField("GENDER"),
    "race": TrackedField("RACE"),
    "relation": TrackedField("RELATION TO APPLICANT"),
    "education": TrackedField("EDUCATION LEVEL"),
    # Health, insurance and work of a person are nobody's to read in a note: that they changed is told (R249).
    **{name: TrackedField(name.replace("_", " ").upper(), protected=True) for name in CHARACTERISTICS},
}
_WHOLE = {
    "mode": TrackedField("HOUSEHOLD ENTERED AS"),
    "members": TrackedField("HOUSEHOLD MEMBERS", lambda names: ", ".join(names or ())),
    "size": TrackedField("HOUSEHOLD SIZE"),
    "household_type": TrackedField("HOUSEHOLD TYPE"),
}


def instrument(intake: date) -> str:
    """The version of the CSBG Annual Report by which an application of this intake date is counted (R71)."""
    return "3.0" if intake >= NEW_INSTRUMENT else "2.1"


def check_members(members: Sequence[Mapping[str, Any]]) -> None:
    """Exactly one member is the applicant, and nobody is listed twice (R67). No members at all is allowed.

    A member's `ssn` is any value that is equal for equal numbers, such as their blind index.
    """
    applicants = sum(member["relation"] == SELF for member in members)
    if members and applicants != 1:
        raise RuleBroken(
            "one_self", f"Exactly one member is the applicant, with relation SELF; there are {applicants}."
        )
    known = [member["ssn"] for member in members if member["ssn"]]
    if len(set(known)) != len(known):
        raise RuleBroken("duplicate_ssn", "Two members have the same SSN. Correct one of them.")


def check_other(ssn: str, own: Collection[str]) -> None:
    """Nobody but the applicant has the applicant's number, be it entered here or on the customer's record (R67).

    `own` are the values that stand for the customer's number, as `check_members` has them.
    """
    if ssn in own:
        raise RuleBroken(
            "duplicate_ssn",
            "This is the SSN of the applicant, on the customer's record. Correct one of them.",
        )


def check_summary(size: int, counts: Mapping[str, Mapping[str, int]]) -> None:
    """No category counts more people than the household has; whoever is not counted is unknown."""
    for category, numbers in counts.items():
        if sum(numbers.values()) > size:
            raise RuleBroken(
                "more_than_household",
                f"The numbers for {category.replace('_', ' ')} add up to {sum(numbers.values())},"
                f" and the household has {size}. Correct one of them.",
            )


def display_name(member: Mapping[str, Any]) -> str:
    """A member's name in reading order."""
    return f"{member['first_name']} {member['last_name']}"


def names(state: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the members are called, and nothing else of them; nobody where numbers stand for the household."""
    if state["mode"] != Mode.INDIVIDUAL:
        return []
    parts = ("first_name", "middle_initial", "last_name")
    return [{part: member[part] or "" for part in parts} for member in state["members"]]


def size(state: Mapping[str, Any]) -> int:
    """How many people a household has, as its active mode says."""
    return len(state["members"]) if state["mode"] == Mode.INDIVIDUAL else int(state["size"] or 0)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs between two states of a household: mode, members, size, household type and counts (R204).

    Who joined or left shows in the list of names; of those who stayed, each changed field. Of characteristics it is
    told that they changed, not how: in a small household numbers say as much as names.
    """
    found = changes_between(_outline(before), _outline(after), _WHOLE)
    stayed = {member["id"]: member for member in before["members"]}
    for member in after["members"]:
        if member["id"] in stayed:
            found += _prefixed(
                f"members.{member['id']}",
                changes_between(stayed[member["id"]], member, _fields_of(display_name(member))),
            )
    for category in CATEGORIES:
        old, new = before["counts"].get(category, {}), after["counts"].get(category, {})
        label = f"HOUSEHOLD {category.replace('_', ' ').upper()}"
        if category in CHARACTERISTICS:
            whole = {category: TrackedField(label, protected=True)}
            found += _prefixed("counts", changes_between({category: old}, {category: new}, whole))
            continue
        codes = {code: TrackedField(f"{label} {code}") for code in sorted({*old, *new})}
        found += _prefixed(f"counts.{category}", changes_between(old, new, codes))
    return found


def _outline(state: Mapping[str, Any]) -> dict[str, Any]:
    names = [display_name(member) for member in state["members"]]
    whole = {name: state[name] for name in ("mode", "size", "household_type")}
    return whole | {"members": names}


def _fields_of(name: str) -> dict[str, TrackedField]:
    return {
        field: TrackedField(f"{how.label} OF {name}", how.show, how.protected)
        for field, how in MEMBER_FIELDS.items()
    }


def _prefixed(prefix: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**change, "field": f"{prefix}.{change['field']}"} for change in found]
