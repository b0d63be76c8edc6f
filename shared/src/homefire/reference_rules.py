"""How a reference list may change: codes stay, labels have dates, periods of one code never overlap (R251).

Plain Python: entries in, changed entries out, or `RuleBroken`. A list's entries are known by code, program and
first day; nothing is ever taken out of a list.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from homefire.rules import RuleBroken, clean_text
from homefire.us.dates import show_date

LONGEST_CODE = 40
LONGEST_LABEL = 120
LONGEST_TEXT = 120
"""Code points of a text in an entry's data."""
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/&+-]*[A-Za-z0-9+])?")
_LARGEST = 2**31 - 1
_MOST_PARTS = 50
CODED = ("code", "codes")
"""Kinds of data that hold codes of another list of the service."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of a list with its label, for one program or for all (`""`), from a first to a last day."""

    code: str
    label: str
    program: str = ""
    valid_from: date = date(1900, 1, 1)
    valid_to: date | None = None
    position: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str]:
        """What has one value on each day: a code in a program."""
        return self.program, self.code

    def overlaps(self, other: Entry) -> bool:
        """Whether both hold on some day."""
        return self.valid_from <= (other.valid_to or date.max) and other.valid_from <= (
            self.valid_to or date.max
        )


@dataclass(frozen=True, slots=True)
class ListRules:
    """What one list asks of its entries, beside what every list does.

    `check_code` raises `RuleBroken` for a code that the list cannot have. `one_meaning` is for a list whose codes are
    read without their program.
    """

    check_code: Callable[[str], object] | None = None
    one_meaning: bool = False


def parse_code(text: str) -> str:
    """A code: letters, digits and a few signs, so that it can stand in files, addresses and other systems."""
    if not _CODE.fullmatch(text) or len(text) > LONGEST_CODE:
        raise RuleBroken(
            "not_a_code", f"Use letters, digits, spaces and . _ / & + -, at most {LONGEST_CODE} characters."
        )
    return text


def check_dates(valid_from: date, valid_to: date | None) -> None:
    """The last day is not before the first."""
    if valid_to is not None and valid_to < valid_from:
        raise RuleBroken("ends_before_it_begins", "Give a last day that is not before the first one.")


def check_spelling(entries: Iterable[Entry], code: str) -> None:
    """A code that differs from another by capitals alone would be taken for it."""
    for entry in entries:
        if entry.code != code and entry.code.casefold() == code.casefold():
            raise RuleBroken("differs_by_capitals", f"The list has {entry.code}. Use that, or another code.")


def check_free(entries: Iterable[Entry], candidate: Entry) -> None:
    """Periods of one code and program do not overlap; `entries` are the others."""
    for entry in entries:
        if entry.place == candidate.place and entry.overlaps(candidate):
            end = f"to {show_date(entry.valid_to)}" if entry.valid_to else "without an end"
            raise RuleBroken(
                "overlaps",
                f"{entry.code} is in the list from {show_date(entry.valid_from)} {end}. Choose days outside of that, "
                "or change the entry that is there.",
            )


def check_one_meaning(entries: Iterable[Entry], candidate: Entry) -> None:
    """A code has one label on each day, whatever its program; `entries` are the others."""
    for entry in entries:
        if entry.code != candidate.code or entry.label == candidate.label or not entry.overlaps(candidate):
            continue
        if entry.program != candidate.program:
            whose = entry.program or "all programs"
            end = f"to {show_date(entry.valid_to)}" if entry.valid_to else "without an end"
            raise RuleBroken(
                "means_something_else",
                f"{entry.code} stands for {entry.label} in {whose}, from {show_date(entry.valid_from)} {end}. Use that "
                "label, use another code, or give the other entry a last day first.",
            )


def changed(
    entry: Entry, effective: date, label: str | None, data: Mapping[str, Any] | None
) -> tuple[Entry | None, Entry]:
    """The entry with another label or other data from a day on.

    From its own first day it is corrected, everywhere it was used: `(None, corrected)`. From a later day the old
    period ends on the day before: `(ended, new)`.
    """
    wanted = replace(
        entry, label=entry.label if label is None else label, data=entry.data if data is None else data
    )
    if effective == entry.valid_from:
        return None, wanted
    if effective < entry.valid_from or (entry.valid_to is not None and effective > entry.valid_to):
        end = f" to {show_date(entry.valid_to)}" if entry.valid_to else " on"
        raise RuleBroken("outside_period", f"Choose a day from {show_date(entry.valid_from)}{end}.")
    return replace(entry, valid_to=effective - timedelta(days=1)), replace(wanted, valid_from=effective)


def reordered(entries: Sequence[Entry], program: str, codes: Sequence[str]) -> list[Entry]:
    """The entries of a program in the order of these codes, each of which is named once."""
    known = {entry.code for entry in entries if entry.program == program}
    if len(codes) != len(set(codes)) or set(codes) != known:
        raise RuleBroken("not_the_same_codes", "Name every code of this program once.")
    order = {code: position for position, code in enumerate(codes)}
    return [replace(entry, position=order[entry.code]) for entry in entries if entry.program == program]


def kinds_of(entries: Iterable[Entry], lists: Iterable[str]) -> dict[str, str]:
    """What the data of a list's entries hold besides code and label, by key.

    `flag`, `number`, `text`, `numbers` and `texts` for lists of them; `code` or `codes` where the key is the name of
    a list, one or several of whose codes it holds.
    """
    kinds: dict[str, str] = {}
    known = set(lists)
    for entry in entries:
        for key, value in entry.data.items():
            kinds.setdefault(key, _kind_of_codes(value) if key in known else _kind(value))
    return kinds


def _kind_of_codes(value: Any) -> str:
    match value:
        case str():
            return "code"
        case list() if all(isinstance(part, str) for part in value):
            return "codes"
        case _:
            return _kind(value)


def parse_data(
    kinds: Mapping[str, str], data: Mapping[str, Any], codes: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The data of an entry in their stored form; `codes` has what may be chosen for keys of `CODED` kinds."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if key not in kinds:
            known = ", ".join(kinds) or "nothing"
            raise RuleBroken("unknown_data", f"Entries of this list hold {known} besides code and label.")
        found[key] = _parse_value(key, kinds[key], value, codes.get(key, ()))
    return found


def version_of(entries: Iterable[Entry]) -> int:
    """A number that changes with anything in the list, for callers to name what they have seen (R152)."""
    rows = sorted(
        (e.program, e.code, str(e.valid_from), str(e.valid_to), e.label, e.position, _plain(e.data))
        for e in entries
    )
    return int.from_bytes(hashlib.sha256(json.dumps(rows).encode()).digest()[:6])


def _plain(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), sort_keys=True)


def _kind(value: Any) -> str:
    match value:
        case bool():
            return "flag"
        case int():
            return "number"
        case list():
            return "numbers" if value and all(_is_number(part) for part in value) else "texts"
        case _:
            return "text"


def _parse_value(key: str, kind: str, value: Any, codes: Sequence[str]) -> Any:
    match kind, value:
        case "flag", bool():
            return value
        case "number", int() if _is_number(value):
            return value
        case "numbers", list() if len(value) <= _MOST_PARTS and all(_is_number(part) for part in value):
            return value
        case "texts", list() if len(value) <= _MOST_PARTS and all(isinstance(part, str) for part in value):
            return [clean_text(part, most=LONGEST_TEXT, least=1) for part in value]
        case "text", str():
            return clean_text(value, most=LONGEST_TEXT)
        case "code", str() if value in codes:
            return value
        case "codes", list() if all(part in codes for part in value):
            return list(dict.fromkeys(value))
        case "code" | "codes", _:
            which = "one" if kind == "code" else "some"
            raise RuleBroken("not_on_list", f"For {key}, choose {which} of: {', '.join(codes[:40])}.")
    raise RuleBroken("wrong_kind", f"For {key}, give {_EXPECTED.get(kind, 'a text')}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST


_EXPECTED = {
    "flag": "true or false",
    "number": "a whole number",
    "numbers": "whole numbers",
    "texts": "a list of texts",
}
