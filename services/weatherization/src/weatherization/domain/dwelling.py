"""Dwellings: where a job is done. Not the customer's mailing address (R33), and never a PO box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken

ADDRESS_FIELDS = (
    "number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state",
)  # fmt: skip
FILLED = ("city", "county", "state")
"""What a ZIP code tells, and a person may type instead."""
FIRST_LINE = ADDRESS_FIELDS[:5]

_ZIP = re.compile(r"(\d{5})(?:-?(\d{4}))?", re.ASCII)
_STATE = re.compile(r"[A-Za-z]{2}", re.ASCII)
_PO_BOX = re.compile(r"P(OST)?\W*O(FFICE)?\W*BOX\b", re.IGNORECASE)

TRACKED: dict[str, TrackedField] = {
    "kind": TrackedField("DWELLING KIND"),
    "address.number": TrackedField("SERVICE ADDRESS NUMBER"),
    "address.street": TrackedField("SERVICE STREET"),
    "address.street_type": TrackedField("SERVICE STREET TYPE"),
    "address.building_type": TrackedField("SERVICE BUILDING TYPE"),
    "address.unit": TrackedField("SERVICE UNIT NUMBER"),
    "address.zip": TrackedField("SERVICE ZIP CODE"),
    "address.city": TrackedField("SERVICE CITY"),
    "address.county": TrackedField("SERVICE COUNTY"),
    "address.state": TrackedField("SERVICE STATE"),
}


def parse_zip(text: str) -> str:
    """Five digits, or ZIP+4 with a hyphen."""
    match = _ZIP.fullmatch(text)
    if not match:
        raise RuleBroken("not_a_zip", "Enter a ZIP code of five digits, or ZIP+4.")
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def parse_state(text: str) -> str:
    """A two-letter code, in upper case; nothing stays nothing, to be filled in from the ZIP code."""
    if text and not _STATE.fullmatch(text):
        raise RuleBroken("not_a_state", "Enter the state's two letters, like CA.")
    return text.upper()


def parse_street(text: str) -> str:
    """The street a dwelling stands on. Nobody lives in a PO box."""
    if not text:
        raise RuleBroken("required", "Enter the street.")
    if _PO_BOX.match(text):
        raise RuleBroken("po_box", "A dwelling stands on a street. Enter its street address, not a PO box.")
    return text


def merged(current: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """An address after an edit. Another ZIP code forgets the city, county and state of the old one."""
    base = dict(current)
    if given.get("zip") and given["zip"] != base.get("zip"):
        base |= dict.fromkeys(FILLED, "")
    return base | dict(given)


def missing(address: Mapping[str, Any]) -> list[str]:
    """What the ZIP code still has to fill in."""
    return [name for name in FILLED if not address.get(name)]


def completed(address: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    """The address with what its ZIP code tells; what a person typed wins. County is needed (R100)."""
    filled = dict(address) | {name: place.get(name) or "" for name in missing(address)}
    if missing(filled):
        raise RuleBroken(
            "county_needed", "This ZIP code does not tell everything. Enter city, county and state."
        )
    return filled


def one_line(address: Mapping[str, Any]) -> str:
    """The first two lines of an address on one, as the jobs grid shows it (R94)."""
    return " ".join(address[name] for name in FIRST_LINE if address.get(name))


def flatten(state: Mapping[str, Any]) -> dict[str, Any]:
    """A dwelling's state with its address under dotted names, as `TRACKED` has them."""
    return {"kind": state["kind"]} | {f"address.{name}": value for name, value in state["address"].items()}
