"""How the Postal Service writes a street type or a building type, offered and never imposed (R32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Standards:
    """What the lists say of an address's words: the usual form where another one stands, empty where none is known.

    `numbered` is false for a building type that stands without a unit number, such as REAR.
    """

    street_type: str = ""
    building_type: str = ""
    numbered: bool = True


def warnings(place: Mapping[str, Any], standards: Standards, field: str) -> list[dict[str, str]]:
    """The usual form of what was typed otherwise; what was typed stays (R32). The address is called `field`."""
    offered = {"street_type": standards.street_type, "building_type": standards.building_type}
    return [
        {
            "field": f"{field}.{name}",
            "code": "not_standard",
            "detail": f"The usual form is {standard}.",
        }
        for name, standard in offered.items()
        if standard and place.get(name)
    ]
