"""How somebody wants to see a grid: sorted by a column, filtered by some, as an address says it (R57).

    sort=-intake_date              by this column, the largest first
    status.is=ELIGIBLE             what the cell shows, whatever its case
    service_address.contains=way   a part of it
    intake_date.from=1/1/2018      from this value on; `to` as far as this one
    transfer_date.empty=yes        nothing stands there; `no`: something does

A page has several grids, so there a grid's name and a dot stand before each of these. Conditions all hold at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gateway.clocks import TWELVE
from gateway.grids.columns import Column, Grid, Kind, Value, show
from homefire.errors import FieldProblem, Invalid
from homefire.rules import RuleBroken
from homefire.us.dates import parse_date

LONGEST = 100
"""Characters of a value that rows are compared with."""
SORT, EMPTY = "sort", "empty"
_RANGE = ("from", "to")
_NINE_DIGITS = re.compile(r"(?<!\d)\d(?:[\W_]*\d){8}(?!\d)")
OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("contains", "is"),
    Kind.LABEL: ("is", "contains"),
    Kind.NUMBER: _RANGE,
    Kind.MONEY: _RANGE,
    Kind.DAY: _RANGE,
    Kind.MOMENT: _RANGE,
    Kind.TIME: ("contains",),
}
"""What a column of each kind can be compared by, besides whether anything stands there."""
NAMES = {
    "contains": _("contains"),
    "is": _("is"),
    "from": _("from"),
    "to": _("to"),
    EMPTY: _("is empty"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. `bound` is the value as the column's kind has it."""

    column: Column
    operator: str
    text: str
    bound: Any

    @property
    def name(self) -> str:
        """What the address calls it."""
        return f"{self.column.name}.{self.operator}"

    @property
    def words(self) -> str:
        """As the page says it."""
        if self.operator == EMPTY:
            told = gettext("is empty") if self.bound else gettext("is not empty")
            return f"{self.column.heading} {told}"
        return f"{self.column.heading} {NAMES[self.operator]} {self.text}"

    def holds(self, value: Value, clock: str = TWELVE) -> bool:
        """Whether a cell is what was asked for, as it reads on a clock. One with nothing in it is nothing but empty."""
        if self.operator == EMPTY:
            return (value is None) == self.bound
        if value is None:
            return False
        if self.operator in _RANGE:
            return _within(value, self.operator, self.bound)
        shown = show(self.column.kind, value, clock).casefold()
        return shown == self.bound if self.operator == "is" else self.bound in shown


@dataclass(frozen=True, slots=True)
class Wanted:
    """A grid as somebody wants it; `problems` says by parameter what could not be read."""

    grid: Grid
    sort: Column | None = None
    descending: bool = False
    conditions: tuple[Condition, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def active(self) -> bool:
        """Whether it differs from the rows as they come."""
        return bool(self.sort or self.conditions or self.problems)

    @property
    def parameters(self) -> dict[str, str]:
        """The same as an address has it."""
        said = {condition.name: condition.text for condition in self.conditions}
        if self.sort is not None:
            said[SORT] = f"-{self.sort.name}" if self.descending else self.sort.name
        return said

    def require_read(self) -> None:
        """Raises `Invalid` unless all could be read: a file of other rows than were meant is not given out."""
        if self.problems:
            found = [FieldProblem(name, "not_understood", said) for name, said in self.problems.items()]
            raise Invalid(fields=found)


def read(grid: Grid, given: Mapping[str, str], prefix: str = "") -> Wanted:
    """What an address asks of a grid. `given` holds the address's parameters."""
    found: list[Condition] = []
    problems: dict[str, str] = {}
    sort, descending = None, False
    for name, text in given.items():
        if not name.startswith(prefix):
            continue
        asked = name.removeprefix(prefix)
        if asked == SORT:
            sort, descending = grid.column(text.removeprefix("-")), text.startswith("-")
            if sort is None:
                problems[asked] = gettext("This grid has no such column.")
            continue
        condition = _condition(grid, asked, text.strip(), problems)
        if condition is not None:
            found.append(condition)
    return Wanted(grid, sort, descending, tuple(found), problems)


def operators_of(column: Column) -> tuple[str, ...]:
    """What a column can be compared by."""
    return () if column.protected else OPERATORS[column.kind]


def _condition(grid: Grid, asked: str, text: str, problems: dict[str, str]) -> Condition | None:
    name, dot, operator = asked.partition(".")
    column = grid.column(name)
    if not dot or column is None or operator not in (*operators_of(column), EMPTY):
        if dot:
            problems[asked] = gettext("This grid has no such filter.")
        return None
    if not text:
        return None
    try:
        return Condition(column, operator, text, _bound(column.kind, operator, text))
    except RuleBroken as broken:
        problems[asked] = broken.detail
        return None


def _bound(kind: Kind, operator: str, text: str) -> Any:
    if len(text) > LONGEST:
        raise RuleBroken("too_long", gettext("Shorten this to at most %(most)s characters.", most=LONGEST))
    if is_like_ssn(text):
        said = gettext(
            "This looks like a Social Security number, which may stand in no address. Leave it out."
        )
        raise RuleBroken("looks_like_ssn", said)
    if operator == EMPTY:
        if text not in ("yes", "no"):
            raise RuleBroken("not_a_choice", gettext("Say yes or no."))
        return text == "yes"
    if operator not in _RANGE:
        return text.casefold()
    return parse_date(text) if kind in (Kind.DAY, Kind.MOMENT) else _number(text)


def is_like_ssn(text: str) -> bool:
    """Whether nine digits stand in a text, whatever stands between them (R69)."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_NINE_DIGITS.search("".join(each for each in plain if unicodedata.category(each) != "Cf")))


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text.replace("$", "").replace(",", ""))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise RuleBroken("not_a_number", gettext("Enter a number, like 350.00."))
    return found


def _within(value: Value, operator: str, bound: Any) -> bool:
    compared: Any = value.date() if isinstance(value, datetime) else value
    if type(compared) is not type(bound):
        return False
    return bool(compared >= bound if operator == "from" else compared <= bound)


def ordered(wanted: Wanted, rows: list[Mapping[str, Any]], value_of: Any) -> list[Mapping[str, Any]]:
    """The rows by the column that was asked for; equal ones as they came, those with nothing there last."""
    if wanted.sort is None:
        return rows
    filled = [row for row in rows if value_of(row) is not None]
    blank = [row for row in rows if value_of(row) is None]
    return sorted(filled, key=lambda row: _rank(value_of(row)), reverse=wanted.descending) + blank


def _rank(value: Any) -> tuple[str, Any]:
    """Comparable with every other value of its column, also where a service sent something else."""
    if isinstance(value, str):
        return "text", value.casefold()
    kinds = {Decimal: "a number", datetime: "moment", date: "day", time: "clock"}
    return kinds[type(value)], value


def columns_asked(wanted: Wanted) -> dict[str, Any]:
    """By which columns rows were chosen and sorted, by name and without any value: a note keeps it (R86)."""
    chosen = dict.fromkeys(condition.column.name for condition in wanted.conditions)
    return {"chosen": list(chosen), "sorted_by": wanted.sort.name if wanted.sort is not None else ""}
