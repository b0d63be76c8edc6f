"""What an agency can set in a program: parts, each a small table with columns of its own (R243).

A part holds from a day on, and a change of it from another; what was decided before stays decided under what held
then. Where an agency has set nothing, the part is as shipped. Plain Python: which parts there are is said in
`applications.domain.parts`, one module per part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]


class ColumnKind(StrEnum):
    """What a column's values are: JSON primitives, and how a page asks for them."""

    CODE = "code"  # Upper-case letters, digits and _; what the row is known by.
    TEXT = "text"
    LONG_TEXT = "long_text"
    FLAG = "flag"
    NUMBER = "number"  # A whole number, not negative.
    MONEY = "money"  # US dollars as a decimal string, "12.50".
    DAY = "day"  # ISO 8601, or None.
    CHOICE = "choice"  # One of `choices`.
    CHOICES = "choices"  # A list of some of `choices`; of any codes where there are none.


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a part. `most` limits a text's code points and a number's size."""

    name: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    most: int = 200


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with rows that somebody has set: in which row, counted from 0, and in which column.

    Without a row it is all of them together, without a column the whole row.
    """

    code: str
    detail: str
    row: int | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a program. No two rows agree in all columns of `key`; a part without a key is one single row.

    `rule` says what is wrong beyond the columns; it is asked for rows whose columns are right.
    """

    name: str
    title: str
    explains: str
    columns: tuple[Column, ...]
    shipped: tuple[Row, ...]
    key: tuple[str, ...] = ()
    rule: Callable[[Sequence[Row]], Iterable[CellProblem]] | None = None

    @property
    def single(self) -> bool:
        """Whether the part is one row of settings and no list."""
        return not self.key
