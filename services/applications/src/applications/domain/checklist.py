"""The checklist: supplementary steps per account type, which decide nothing (R186 to R193)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from homefire.rules import RuleBroken

NOTE_LIMIT = 500
"""Characters of a case worker note, where a program sets no other limit (R192)."""
LONGEST_NOTE = 2000
"""The most that a program may allow."""


def templates_for(rows: Iterable[Mapping[str, Any]], account_type: str) -> list[Mapping[str, Any]]:
    """The default items of an account type, in their order."""
    return [row for row in rows if row["account_type"] == account_type]


def missing(templates: Iterable[Mapping[str, Any]], present: Collection[str]) -> list[Mapping[str, Any]]:
    """The default items that a checklist does not have (R189)."""
    return [row for row in templates if row["code"] not in present]


def check_status(status: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Raises unless the program has this status (R191)."""
    codes = [row["code"] for row in rows]
    if status not in codes:
        raise RuleBroken("not_on_list", f"Choose one of: {', '.join(codes)}.")


def check_note(note: str, most: int) -> None:
    """Raises where a note is longer than the program allows (R192)."""
    if len(note) > most:
        raise RuleBroken("too_long", f"Shorten the note to at most {most} characters.")


def first_status(rows: Iterable[Mapping[str, Any]]) -> str:
    """What a new item has: the status that the program marks as the first, else its first one."""
    listed = list(rows)
    return str(next((row["code"] for row in listed if row["first"]), listed[0]["code"]))


def done(statuses: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> int:
    """How many items have a status that counts as done: the 4 of `4/7`."""
    counting = {row["code"] for row in rows if row["done"]}
    return sum(status in counting for status in statuses)
