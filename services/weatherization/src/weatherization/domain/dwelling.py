"""Dwellings: where a job is done. Not the customer's mailing address (R33), and never a PO box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us import addresses
from weatherization.domain import property

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
    **property.TRACKED,
}


def parse_street(text: str) -> str:
    """The street a dwelling stands on. Nobody lives in a PO box."""
    if not text:
        raise RuleBroken("required", "Enter the street.")
    if addresses.is_po_box(text):
        raise RuleBroken("po_box", "A dwelling stands on a street. Enter its street address, not a PO box.")
    return text


def parse_zip(text: str) -> str:
    """A dwelling's ZIP code, which it always has."""
    if not text:
        raise RuleBroken("required", "Enter the ZIP code.")
    return addresses.parse_zip(text)


def check_place(address: Mapping[str, Any]) -> None:
    """A dwelling has city, county and state, from its ZIP code or by hand: money goes by counties (R100)."""
    if not all(address[name] for name in addresses.FILLED):
        raise RuleBroken(
            "county_needed", "This ZIP code does not tell everything. Enter city, county and state."
        )


def flatten(state: Mapping[str, Any]) -> dict[str, Any]:
    """A dwelling's state with its address under dotted names, as `TRACKED` has them."""
    own = {name: state[name] or None for name in ("kind", *property.FACTS)}
    return own | {f"address.{name}": value for name, value in state["address"].items()}
