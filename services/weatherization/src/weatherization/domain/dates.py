"""Dates as people type them and as notes show them."""

from __future__ import annotations

import re
from datetime import date

from homefire.rules import RuleBroken

EARLIEST = date(1900, 1, 1)
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str) -> date:
    """A date given as ISO 8601 or as MM/DD/YYYY, padded or not; none before 1900."""
    match = _US_DATE.fullmatch(text)
    try:
        if match:
            month, day, year = (int(part) for part in match.groups())
            found = date(year, month, day)
        elif _ISO_DATE.fullmatch(text):
            found = date.fromisoformat(text)
        else:
            raise ValueError
    except ValueError:
        raise RuleBroken("not_a_date", "Enter a date that exists, as YYYY-MM-DD or MM/DD/YYYY.") from None
    if found < EARLIEST:
        raise RuleBroken("too_long_ago", "Enter a date after 1899.")
    return found


def show_date(value: str | None) -> str:
    """An ISO date as the grids show it: 12/27/2018, 4/15/2019; nothing for nothing."""
    if not value:
        return ""
    day = date.fromisoformat(value)
    return f"{day.month}/{day.day}/{day.year}"
