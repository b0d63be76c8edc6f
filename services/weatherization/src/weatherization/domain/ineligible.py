"""The list of addresses that are ineligible for weatherization (R61)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date
from homefire.us.places import place_key

TRACKED: dict[str, TrackedField] = {"listed_to": TrackedField("LAST DAY ON THE LIST", show_date)}


def key_of(address: Mapping[str, Any]) -> str:
    """The form in which an address is compared with the list. Raises where it cannot be compared."""
    key = place_key(address)
    if not key:
        raise RuleBroken("not_a_place", "Enter house number, street and ZIP code.")
    return key


def check_period(first: date, last: date | None) -> None:
    """An entry holds from its first to its last day, both included; without a last day until it is ended."""
    if last is not None and last < first:
        raise RuleBroken("ends_before_it_begins", "The last day lies before the first. Correct one of them.")
