"""Entries of a list that programs have entries of their own in, as a form offers them: those of all, then by program.

A choice says which program's it is, so that one select does without JavaScript: `CODE`, or `HEAP:CODE` for a program's
own. No code has a colon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Entry = Mapping[str, Any]


def program_of(entry: Entry) -> str:
    """Whose entry it is; empty for one of all programs."""
    return str(entry.get("program") or "")


def value_of(entry: Entry) -> str:
    """What a form sends for it."""
    return f"{program_of(entry)}:{entry['code']}" if program_of(entry) else str(entry["code"])


def parse(value: str) -> tuple[str, str]:
    """Program and code of what a form has sent."""
    program, _, code = value.rpartition(":")
    return program, code


def by_program(entries: Sequence[Entry], programs: Iterable[str]) -> list[tuple[str, list[Entry]]]:
    """The entries of all programs (`""`), then those of each of these; a program without entries is left out."""
    found = [
        (program, [entry for entry in entries if program_of(entry) == program])
        for program in ("", *sorted(set(programs) - {""}))
    ]
    return [(program, own) for program, own in found if own]
