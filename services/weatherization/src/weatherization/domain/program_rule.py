"""What a program asks, from a day on: each rule stays as it was set, and a change is a newer one (R181, R184)."""

from __future__ import annotations

import re
from datetime import date

from homefire.rules import RuleBroken
from homefire.us.dates import show_date

_PROGRAM = re.compile(r"[A-Z0-9][A-Z0-9_]{0,19}", re.ASCII)


def parse_program(text: str) -> str:
    """A program's code, in capitals."""
    code = text.upper()
    if not _PROGRAM.fullmatch(code):
        raise RuleBroken("not_a_code", "Use capitals, digits and _, at most 20 of them.")
    return code


def check_first_day(first: date, newest: date | None, today: date) -> None:
    """A rule begins today or later, and after every other of its program: nothing is judged anew."""
    if first < today:
        raise RuleBroken("in_the_past", "A rule begins today or later. Correct the day.")
    if newest is not None and first <= newest:
        raise RuleBroken(
            "before_another", f"A rule of this program begins on {show_date(newest)}. Choose a later day."
        )
