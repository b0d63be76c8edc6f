"""Mailing addresses: the ZIP code fills in city, county and state, offline (R31)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import zipcodes

from homefire.rules import RuleBroken

FILLED = ("city", "county", "state")
_ZIP = re.compile(r"^(\d{5})(?:-?(\d{4}))?$", re.ASCII)


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
    """Five digits, or ZIP+4 with a hyphen (R30)."""
    match = _ZIP.match(text)
    if not match:
        raise RuleBroken("not_a_zip", "Enter a ZIP code of five digits, or ZIP+4.")
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def look_up(zip_code: str) -> Place | None:
    """The place of a ZIP code in upper case, counties without the word, or None for one nobody knows."""
    return _place_of(zip_code[:5])


@cache
def _place_of(five_digits: str) -> Place | None:
    found = zipcodes.matching(five_digits)
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


def parse_state(text: str) -> str:
    """A two-letter code, in upper case."""
    if not re.fullmatch(r"[A-Za-z]{2}", text, re.ASCII):
        raise RuleBroken("not_a_state", "Enter the state's two letters, like CA.")
    return text.upper()


def complete(address: Mapping[str, Any]) -> dict[str, Any]:
    """The address with city, county and state filled in from its ZIP, and what was overridden.

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
                f"No place is known for ZIP {zip_code}. Correct it, or enter city and state by hand.",
            )
        return {**filled, "overridden": [name for name in FILLED if filled.get(name)]}
    known = {"city": place.city, "county": place.county, "state": place.state}
    overridden = []
    for name, value in known.items():
        typed = filled.get(name) or ""
        if not typed:
            filled[name] = value
        elif typed.casefold() != value.casefold():
            overridden.append(name)
    return {**filled, "overridden": overridden}


def one_line(address: Mapping[str, Any]) -> str:
    """An address's first two lines as people write them on one."""
    parts = (address.get(name) for name in ("number", "street", "street_type", "building_type", "unit"))
    return " ".join(part for part in parts if part)
