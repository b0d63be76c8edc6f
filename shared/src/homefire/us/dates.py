"""Calendar dates as people and programs write them, and as grids and notes show them (R22)."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from homefire.rules import RuleBroken

EARLIEST = date(1900, 1, 1)
OLDEST_YEARS = 120
_US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_date(text: str) -> date:
    """A date given as MM/DD/YYYY, padded or not, or as ISO 8601 (R22); none before 1900.

    Other forms that ISO 8601 has, such as week dates, are refused: nobody means them.
    """
    found = _read(text)
    if found is None:
        raise RuleBroken("not_a_date", "Enter a date that exists, as MM/DD/YYYY or YYYY-MM-DD.")
    if found < EARLIEST:
        raise RuleBroken("too_long_ago", "Enter a date after 1899.")
    return found


def _read(text: str) -> date | None:
    match = _US_DATE.fullmatch(text)
    try:
        if match:
            month, day, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


def check_birth_date(born: date, today: date) -> None:
    """Refuses a date in the future or more than 120 years ago (R22). `today` is the agency's date."""
    if born > today:
        raise RuleBroken("in_the_future", "The date of birth is in the future. Correct it.")
    if today.year - born.year - ((today.month, today.day) < (born.month, born.day)) > OLDEST_YEARS:
        raise RuleBroken(
            "too_long_ago", f"The date of birth is more than {OLDEST_YEARS} years ago. Correct it."
        )


def show_date(day: date | str | None) -> str:
    """A date, or its ISO text, as the grids show it: 12/27/2018, 4/15/2019; nothing for nothing."""
    if not day:
        return ""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.month}/{day.day}/{day.year}"


def show_moment(moment: datetime, zone: ZoneInfo) -> str:
    """An instant in a zone as notes show it: 11/5/2019 09:00, on the 24-hour clock (R202)."""
    local = moment.astimezone(zone)
    return f"{show_date(local.date())} {local:%H:%M}"
