"""The sentence that a note has of an export (R86, R253)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

GRIDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "contacts": "Contacts",
        "household": "Household",
        "applications": "Applications",
        "pledges": "Commitments/Pledges",
        "jobs": "Jobs",
        "appointments": "Intake Appointments",
    }
)
"""What each of a record's grids is called, by its name."""


def describe_export(grid: str, format: str, rows: int, chosen: Sequence[str], sorted_by: str) -> str:
    """`Contacts exported as CSV, 3 rows: filtered by contact type; sorted by contact date`.

    `grid` is a name of `GRIDS`, `chosen` and `sorted_by` are names of columns; no value is ever told.
    """
    counted = "1 row" if rows == 1 else f"{rows:,} rows"
    parts = [f"filtered by {', '.join(map(_in_words, chosen))}"] if chosen else []
    parts += [f"sorted by {_in_words(sorted_by)}"] if sorted_by else []
    told = f": {'; '.join(parts)}" if parts else ""
    return f"{GRIDS[grid]} exported as {format.upper()}, {counted}{told}"


def _in_words(column: str) -> str:
    return column.replace("_", " ")
