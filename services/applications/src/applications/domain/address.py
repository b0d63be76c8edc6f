"""The place of service (POS): the ZIP code fills in city, county and state, offline (R83, R31)."""

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
_PO_BOX = re.compile(r"\b(?:P\.?\s*O\.?|POST\s+OFFICE)\s*BOX\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class ZipPlace:
    """What a ZIP code tells. `county` is empty where the data has none (military and unique ZIPs)."""

    city: str
    county: str
    state: str
    po_box: bool


def parse_zip(text: str) -> str:
    """Five digits, or ZIP+4 with a hyphen."""
    match = _ZIP.match(text)
    if not match:
        raise RuleBroken("not_a_zip", "Enter a ZIP code of five digits, or ZIP+4.")
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def parse_state(text: str) -> str:
    """A two-letter code, in upper case."""
    if not re.fullmatch(r"[A-Za-z]{2}", text, re.ASCII):
        raise RuleBroken("not_a_state", "Enter the state's two letters, like CA.")
    return text.upper()


@cache
def look_up(zip_code: str) -> ZipPlace | None:
    """The place of a ZIP code in upper case, counties without the word, or None for one nobody knows."""
    found: list[dict[str, Any]] = zipcodes.matching(zip_code[:5])
    if not found:
        return None
    first = found[0]
    return ZipPlace(
        city=first["city"].upper(),
        county=first["county"].removesuffix(" County").upper(),
        state=first["state"],
        po_box=first["zip_code_type"] == "PO BOX",
    )


def complete(address: Mapping[str, Any]) -> dict[str, Any]:
    """The address with city, county and state filled in from its ZIP, and what was overridden.

    What a person typed wins and is flagged in `overridden`. An unknown ZIP is accepted once city and state
    are typed, so it is never a dead end; without them it is refused, with the remedy.
    """
    filled = dict(address)
    place = look_up(filled["zip"])
    if place is None:
        if not filled.get("city") or not filled.get("state"):
            raise RuleBroken(
                "unknown_zip",
                f"No place is known for ZIP {filled['zip']}. Correct it, or enter city and state by hand.",
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
    """The full line that the Service Address column shows (R83)."""
    parts = (address.get(name) for name in ("number", "street", "street_type", "building_type", "unit"))
    return " ".join(part for part in parts if part)


def is_po_box(street: str) -> bool:
    """Whether a street is a post office box, where nobody can be served with energy."""
    return _PO_BOX.search(street) is not None
