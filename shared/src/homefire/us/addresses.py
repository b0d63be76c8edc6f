"""Addresses: the ZIP code fills in city, county and state, offline; what a person types wins (R28 to R31)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import zipcodes

from homefire.rules import RuleBroken
from homefire.sentences import say

FIRST_LINE = ("number", "street", "street_type", "building_type", "unit")
FILLED = ("city", "county", "state")
"""What a ZIP code tells, and a person may type instead."""
FIELDS = (*FIRST_LINE, "zip", *FILLED)
_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?", re.ASCII)
_STATE = re.compile(r"[A-Za-z]{2}", re.ASCII)
_PO_BOX = re.compile(r"\bP(?:OST)?\W*O(?:FFICE)?\W*BOX\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """What a ZIP code tells. `county` is empty where the data has none (military and unique ZIPs)."""

    zip: str
    city: str
    county: str
    state: str
    other_cities: tuple[str, ...]
    po_box: bool


def parse_zip(text: str) -> str:
    """Five digits, or ZIP+4 with a hyphen (R30); empty for none."""
    if not text:
        return ""
    match = _ZIP.fullmatch(text)
    if not match:
        raise RuleBroken("not_a_zip", "Enter a ZIP code of five digits, or ZIP+4.")
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def parse_state(text: str) -> str:
    """A two-letter code in upper case; empty for none, to be filled in from the ZIP code."""
    if text and not _STATE.fullmatch(text):
        raise RuleBroken("not_a_state", "Enter the state's two letters, like CA.")
    return text.upper()


def look_up(zip_code: str) -> Place | None:
    """The place of a ZIP code in upper case, counties without the word (R31), or None for one nobody knows."""
    return _place_of(zip_code[:5])


@cache
def _place_of(five_digits: str) -> Place | None:
    found: list[dict[str, Any]] = zipcodes.matching(five_digits)
    if not found:
        return None
    first = found[0]
    return Place(
        zip=five_digits,
        city=first["city"].upper(),
        county=first["county"].removesuffix(" County").upper(),
        state=first["state"],
        other_cities=tuple(city.upper() for city in first["acceptable_cities"]),
        po_box=first["zip_code_type"] == "PO BOX",
    )


def edited(current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """An address after an edit. Another ZIP code forgets the city, county and state of the old one.

    The four digits after the hyphen are no other place, so adding them keeps what was typed.
    """
    address = dict(current)
    if given.get("zip") and given["zip"][:5] != (address.get("zip") or "")[:5]:
        address |= dict.fromkeys(FILLED, "")
    return address | dict(given)


def complete(address: Mapping[str, Any]) -> dict[str, Any]:
    """The address with city, county and state filled in from its ZIP, and what was overridden (R31).

    What a person typed wins and is flagged in `overridden`. An unknown ZIP is accepted once city and state are
    typed, so it is never a dead end; without them it is refused, with the remedy.
    """
    filled = dict(address)
    zip_code = filled.get("zip") or ""
    if not zip_code:
        return {**filled, "overridden": []}
    place = look_up(zip_code)
    if place is None:
        if not filled.get("city") or not filled.get("state"):
            raise RuleBroken(
                "unknown_zip",
                f"No place is known for ZIP {zip_code}. Correct it, or enter city, county and state by hand.",
            )
        return {**filled, "overridden": [name for name in FILLED if filled.get(name)]}
    overridden = []
    for name in FILLED:
        known, typed = getattr(place, name), filled.get(name) or ""
        if not typed:
            filled[name] = known
        elif typed.casefold() != known.casefold():
            overridden.append(name)
    return {**filled, "overridden": overridden}


def one_line(address: Mapping[str, Any]) -> str:
    """An address's first two lines as people write them on one (R28, R29, R83)."""
    parts = (address.get(name) for name in FIRST_LINE)
    return " ".join(part for part in parts if part)


def is_po_box(street: str) -> bool:
    """Whether a street is a post office box, where nobody lives and nothing is delivered but mail (R28, R83)."""
    return _PO_BOX.search(street) is not None


def warnings(address: Mapping[str, Any], field: str, *, numbered: bool = True) -> list[dict[str, str]]:
    """What to draw attention to in an address, which is called `field`, without blocking the save (R29, R31).

    `numbered` is false where the building type stands without a unit number.
    """
    found = []
    building, unit = bool(address.get("building_type")), bool(address.get("unit"))
    if building != unit and (unit or numbered):
        found.append(("unit", "unit_incomplete", say("Give building type and unit number together.")))
    place = look_up(address["zip"]) if address.get("zip") else None
    if address.get("zip") and place is None:
        found.append(("zip", "unknown_zip", say("No place is known for this ZIP. Check it.")))
    if place is not None and not place.county and not address.get("county"):
        found.append(("county", "county_unknown", say("No county is known for this ZIP. Enter it by hand.")))
    return [{"field": f"{field}.{name}", "code": code, "detail": detail} for name, code, detail in found]


def other_cities(given: Mapping[str, Any], field: str) -> list[dict[str, str]]:
    """The other cities of a ZIP code that was given without one, so that the one filled in can be seen (R31)."""
    place = look_up(given["zip"]) if given.get("zip") and not given.get("city") else None
    if place is None or not place.other_cities:
        return []
    names = ", ".join(place.other_cities)
    detail = f"{place.city} was filled in from the ZIP. It is also the ZIP of: {names}."
    return [{"field": f"{field}.city", "code": "other_cities", "detail": detail}]
