"""How a household is housed: the dwelling an application is for, its units, and who owns it (R266)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.changes import TrackedField, changes_between
from homefire.rules import RuleBroken
from homefire.us import phones

OWN = "OWN"
MOST_UNITS = 9_999


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "YES" if value else "NO"


TRACKED: dict[str, TrackedField] = {
    "dwelling_id": TrackedField("DWELLING"),
    "dwelling_address": TrackedField("DWELLING ADDRESS"),
    "dwelling_city": TrackedField("DWELLING CITY"),
    "dwelling_zip": TrackedField("DWELLING ZIP CODE"),
    "units": TrackedField("UNITS APPLIED FOR"),
    "housing": TrackedField("HOUSING"),
    "landlord_name": TrackedField("LANDLORD"),
    "landlord_phone": TrackedField("LANDLORD PHONE", phones.show_phone),
    "lived_12_months": TrackedField("LIVED THERE 12 MONTHS", _yes_or_no),
}
BLANK: dict[str, Any] = {
    "dwelling_id": None,
    "dwelling_address": "",
    "dwelling_city": "",
    "dwelling_zip": "",
    "dwelling_seen_at": None,
    "units": None,
    "housing": "",
    "landlord_name": "",
    "landlord_phone": "",
    "lived_12_months": None,
}
"""The housing of an application about which nobody has said anything."""


def check_landlord(state: Mapping[str, Any]) -> None:
    """Whoever owns the home has no landlord; what was entered of one says that it is rented."""
    if state["housing"] == OWN and (state["landlord_name"] or state["landlord_phone"]):
        raise RuleBroken(
            "owner_has_landlord",
            "The household owns its home, so it has no landlord. Clear the landlord, or choose how it is housed.",
        )


def homeowner(housing: str) -> str:
    """The homeowner status that follows from how a household is housed: `YES`, `NO`, or blank where it is unknown."""
    match housing:
        case "OWN":
            return "YES"
        case "" | "UNKNOWN":
            return ""
        case _:
            return "NO"


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What differs between two states of the housing (R204)."""
    return changes_between(before, after, TRACKED)
