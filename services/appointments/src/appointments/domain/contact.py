"""What an appointment keeps of the customer: a copy made at booking, which later edits leave alone (R104)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.us.phones import show_phone


def subject_of(customer: Mapping[str, Any]) -> str:
    """The calendar's line: `DOENA HOLSCHEIN - (831) 555-0101`, or the name alone (R103)."""
    return " - ".join(part for part in (customer["name"], show_phone(customer["phone"])) if part)


def contact_info_of(customer: Mapping[str, Any]) -> str:
    """The grid's column: `Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;` (R104)."""
    parts = {"Name": customer["name"], "Phone": show_phone(customer["phone"])}
    return " ".join(f"{label}: {value};" for label, value in parts.items() if value)
