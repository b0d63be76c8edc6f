"""Vendors: the firms that assess, weatherize and supply (R258)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us import addresses
from homefire.us.dates import show_date
from homefire.us.names import name_key
from homefire.us.phones import is_fictional, show_phone

PHONES = ("phone", "mobile_phone", "fax")
FIELDS = (
    "kind", "name", "contact_name", "phone", "phone_extension", "mobile_phone", "fax", "email", "active_from",
    "active_to",
)  # fmt: skip
"""What a vendor has besides its number and its mailing address."""
TRACKED: dict[str, TrackedField] = {
    "name": TrackedField("VENDOR NAME"),
    "kind": TrackedField("VENDOR KIND"),
    "contact_name": TrackedField("CONTACT PERSON"),
    "phone": TrackedField("PHONE", show_phone),
    "phone_extension": TrackedField("PHONE EXTENSION"),
    "mobile_phone": TrackedField("MOBILE PHONE", show_phone),
    "fax": TrackedField("FAX", show_phone),
    "email": TrackedField("EMAIL ADDRESS"),
    "address.number": TrackedField("ADDRESS NUMBER"),
    "address.street": TrackedField("STREET/PO BOX"),
    "address.street_type": TrackedField("STREET TYPE"),
    "address.building_type": TrackedField("BUILDING TYPE"),
    "address.unit": TrackedField("UNIT NUMBER"),
    "address.zip": TrackedField("ZIP CODE"),
    "address.city": TrackedField("CITY"),
    "address.county": TrackedField("COUNTY"),
    "address.state": TrackedField("STATE"),
    "active_from": TrackedField("ACTIVE FROM", show_date),
    "active_to": TrackedField("ACTIVE TO", show_date),
}
LEAST_DIGITS = 4
"""A phone number is found by its last digits, this many or more."""
_DIGITS = re.compile(r"[\d\s().+/-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text that somebody typed asks for: the alternatives of a row of digits, or words."""

    words: tuple[str, ...] = ()
    number: int | None = None
    phone_ending: str = ""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing in it to look for."""
        return not (self.words or self.number or self.phone_ending)


def read_query(text: str) -> Asked:
    """What a text asks for: a vendor's number, a phone by its last digits, or words of name and contact person."""
    words = tuple(name_key(text).split())
    digits = re.sub(r"\D", "", text)
    if not digits or not _DIGITS.fullmatch(text):
        return Asked(words)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    number = int(digits) if text.strip().isdigit() and len(digits) <= 12 else None
    return Asked(words, number or None, digits if LEAST_DIGITS <= len(digits) <= 10 else "")


def check_period(first: date, last: date | None) -> None:
    """A vendor is active from its first to its last day, both included; without a last day until further notice."""
    if last is not None and last < first:
        raise RuleBroken("ends_before_it_begins", "The last day lies before the first. Correct one of them.")


def is_active(first: date, last: date | None, today: date) -> bool:
    """Whether work may be given to the vendor today."""
    return first <= today and (last is None or today <= last)


def search_text(name: str, contact_name: str) -> str:
    """Name and contact person as they are compared, a space before each word so that its beginning is found."""
    return "".join(f" {word}" for word in name_key(name, contact_name).split())


def flatten(state: Mapping[str, Any]) -> dict[str, Any]:
    """A vendor's state with its address under dotted names, as `TRACKED` has them."""
    return dict(state) | {f"address.{name}": value for name, value in state["address"].items()}


def warnings(state: Mapping[str, Any]) -> list[dict[str, str]]:
    """What to draw attention to, without blocking the save (R29, R31, R41)."""
    found = addresses.warnings(state["address"], "address")
    for name in PHONES:
        if is_fictional(state[name]):
            detail = "Numbers from 555-0100 to 555-0199 are kept for examples. Check it."
            found.append({"field": name, "code": "fictional", "detail": detail})
    return found
