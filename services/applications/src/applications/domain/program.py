"""Programs and their years: how a program may be set up and changed (R90, R243)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

UNIQUE_BY = ("customer", "utility", "account", "address")
"""What only one active application of a program and year may have, in any combination (R90)."""
LONGEST_CODE = 20
LONGEST_NAME = 120
_CODE = re.compile(r"[A-Z][A-Z0-9_-]*")


def _joined(value: Sequence[str] | None) -> str:
    return ", ".join(value or ())


TRACKED: dict[str, TrackedField] = {
    "name": TrackedField("NAME"),
    "unique_by": TrackedField("ONE ACTIVE APPLICATION PER", _joined),
    "valid_from": TrackedField("FIRST INTAKE DATE", show_date),
    "valid_to": TrackedField("LAST INTAKE DATE", show_date),
}


def parse_code(text: str) -> str:
    """A program's code, by which applications and lists name it; it never changes."""
    code = text.upper()
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise RuleBroken(
            "not_a_code", f"Begin with a letter; letters, digits, _ and -, at most {LONGEST_CODE} characters."
        )
    return code


def order_unique_by(chosen: Iterable[str]) -> list[str]:
    """What an application is unique by, each once and in one order."""
    wanted = set(chosen)
    unknown = sorted(wanted.difference(UNIQUE_BY))
    if unknown or not wanted:
        raise RuleBroken("not_a_choice", f"Choose one or more of: {', '.join(UNIQUE_BY)}.")
    return [each for each in UNIQUE_BY if each in wanted]


def check_year(
    valid_from: date, valid_to: date, first_intake: date | None, last_intake: date | None
) -> tuple[str, RuleBroken] | None:
    """The field that is wrong and why: days out of order, or applications that would lie outside of them.

    `first_intake` and `last_intake` are those of the applications that the year has.
    """
    if valid_to < valid_from:
        detail = "Give a last intake date that is not before the first one."
        return "valid_to", RuleBroken("ends_before_it_begins", detail)
    if first_intake is not None and first_intake < valid_from:
        detail = f"The year has an application of {show_date(first_intake)}. Begin no later than that."
        return "valid_from", RuleBroken("applications_outside", detail)
    if last_intake is not None and last_intake > valid_to:
        detail = f"The year has an application of {show_date(last_intake)}. End no earlier than that."
        return "valid_to", RuleBroken("applications_outside", detail)
    return None
