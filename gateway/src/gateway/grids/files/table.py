"""What is written into a file: tables of typed cells, whatever the form of the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gateway.grids.columns import Column, Value
from gateway.grids.viewing import View

REPLACED = "\N{REPLACEMENT CHARACTER}"
_FORMULA = tuple("=+-@\N{MINUS SIGN}")
_CONTROLS = tuple("\t\r\n")
_ENDS = re.compile(r"[;\t\r\n]")
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and a symbol that nobody sees: fillers of Hangul, the blank pattern of Braille."""
_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201a\u201e\u00ab\u00bb"
_KEPT = ("\n", "\t")


@dataclass(frozen=True, slots=True)
class Export:
    """A view that is written for a customer's number, at a time of the agency's zone.

    `parent` is what a row of the grid underneath is told by: the column of the grid above that names it.
    """

    number: int
    view: View
    at: datetime
    typeface: tuple[Path, Path]

    @property
    def title(self) -> str:
        """What the grid is called."""
        return str(self.view.grid.title)

    @property
    def headings(self) -> list[str]:
        """The columns' headings."""
        return [str(column.heading) for column in self.view.grid.columns]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return self.view.grid.columns

    def rows(self) -> Iterator[list[Value]]:
        """The cells of each row, texts cleaned."""
        for row in self.view.rows:
            yield [cleaned(value) for value in self.view.values(row)]

    def under(self) -> Table | None:
        """What the rows open to, each with the name of its own row; nothing for a grid whose rows do not open."""
        below = self.view.grid.under
        if below is None:
            return None
        named = self.columns[0]
        rows = []
        for row in self.view.rows:
            name = cleaned(named.value(row, self.view.zone))
            for each in below.rows(row):
                rows.append(
                    [name, *(cleaned(column.value(each, self.view.zone)) for column in below.columns)]
                )
        return Table(str(below.title), (named, *below.columns), rows)

    def tables(self) -> list[Table]:
        """The grid, and what its rows open to."""
        below = self.under()
        return [Table(self.title, self.columns, list(self.rows())), *([below] if below else [])]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file."""

    title: str
    columns: tuple[Column, ...]
    rows: list[list[Value]]

    @property
    def headings(self) -> list[str]:
        """The columns' headings."""
        return [str(column.heading) for column in self.columns]


def cleaned(value: Value) -> Value:
    """A text that every form of file can hold: line ends as `\\n`, control characters and half surrogates replaced."""
    if not isinstance(value, str):
        return value
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character if _is_writable(character) else REPLACED for character in lines)


def _is_writable(character: str) -> bool:
    if character in _KEPT:
        return True
    unwritable = unicodedata.category(character) in ("Cc", "Cs") or ord(character) & 0xFFFE == 0xFFFE
    return not unwritable


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula (OWASP: CSV injection).

    Blanks, quotes and what nobody sees may stand before it, and it may follow what some take for the end of a cell.
    """
    if text.startswith(_CONTROLS):
        return True
    return any(map(_begins_one, _ENDS.split(unicodedata.normalize("NFKC", text))))


def _begins_one(part: str) -> bool:
    seen = next((character for character in part if not _is_passed_over(character)), "")
    return seen in _FORMULA


def _is_passed_over(character: str) -> bool:
    """Whether a formula could begin behind a character."""
    category = unicodedata.category(character)
    return (
        category in ("Cf", "Cc", "Mn") or category[0] == "Z" or character in _FILLERS or character in _QUOTES
    )


def plain_number(value: Any) -> str:
    """A number without grouping or exponent."""
    return f"{value:f}"
