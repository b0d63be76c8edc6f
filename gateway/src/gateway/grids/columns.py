"""What a grid is: columns by name, each with a heading, a kind of value and the way to it from a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from gateway import clocks
from gateway.formatting import label, money

Value = str | date | datetime | time | Decimal | None
"""A cell: None where there is nothing, `datetime` and `time` in the agency's time zone and without one."""


class Kind(StrEnum):
    """What a column holds. A label is one of few words, a moment a day with a time."""

    TEXT = "text"
    LABEL = "label"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    TIME = "time"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `get` finds in a service's row what it holds; `css` is the class of its cells.

    Values of a `protected` column stand in no address, so it is filtered by whether there is one alone.
    """

    name: str
    heading: Any
    get: Callable[[Mapping[str, Any]], Any]
    kind: Kind = Kind.TEXT
    css: str = ""
    protected: bool = False
    tag: bool = False

    @property
    def heading_css(self) -> str:
        """The class of the heading: figures have theirs above them."""
        return self.css if self.css == "n" else ""

    def value(self, row: Mapping[str, Any], zone: ZoneInfo) -> Value:
        """What stands in a row's cell."""
        return read(self.kind, self.get(row), zone)


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: where the composed record has its rows, its columns, and the grid that a row opens to."""

    name: str
    title: Any
    section: str
    asked: str
    rows: Callable[[Any], Iterable[Mapping[str, Any]]]
    columns: tuple[Column, ...]
    under: Grid | None = None

    def column(self, name: str) -> Column | None:
        """A column by its name."""
        return next((column for column in self.columns if column.name == name), None)


def plain(name: str, heading: Any, kind: Kind = Kind.TEXT, css: str = "", **options: Any) -> Column:
    """A column that holds what its row has under its own name."""
    return Column(name, heading, lambda row: row.get(name), kind, css, **options)


def read(kind: Kind, raw: Any, zone: ZoneInfo) -> Value:
    """A service's value as what it means; nothing for nothing."""
    if raw in (None, ""):
        return None
    if kind in (Kind.TEXT, Kind.LABEL):
        return label(raw) or None
    if kind in (Kind.NUMBER, Kind.MONEY):
        return _number(raw)
    if kind is Kind.DAY and len(raw) == 10:
        return date.fromisoformat(raw)
    local = datetime.fromisoformat(raw).astimezone(zone).replace(tzinfo=None)
    if kind is Kind.TIME:
        return local.time()
    return local.date() if kind is Kind.DAY else local


def _number(raw: Any) -> Decimal | str:
    try:
        found = Decimal(str(raw))
    except InvalidOperation:
        return str(raw)
    return found if found.is_finite() else str(raw)


def show(kind: Kind, value: Value, clock: str = clocks.TWELVE) -> str:
    """A cell as people read it: `3/7/2019`, `7:00 AM` or `07:00`, `$1,250.00`."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_day(value)} {clocks.show(value, clock)}"
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, time):
        return clocks.show(value, clock)
    return money(str(value)) if kind is Kind.MONEY else str(value)


def _day(value: date) -> str:
    return f"{value.month}/{value.day}/{value.year}"
