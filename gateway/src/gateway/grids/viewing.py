"""The rows that somebody sees of a grid, and the words and addresses around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from gateway.clocks import TWELVE
from gateway.grids import asking
from gateway.grids.asking import EMPTY, SORT, Condition, Wanted, operators_of
from gateway.grids.columns import Column, Grid, Kind, Value, show

MENU, OPENED = "menu", "opened"
EVERY = "all"
_ONCE = ("draft", "sent", "merged", "editing")
"""Parameters of the record's address that say something about one request."""


@dataclass(frozen=True, slots=True)
class View:
    """A grid with the rows that are wanted. `every` are those that there are, `heads` the headings as they read.

    `clock` is the one on which times are shown (R106).
    """

    wanted: Wanted
    rows: list[Mapping[str, Any]]
    every: list[Mapping[str, Any]]
    zone: ZoneInfo
    given: Mapping[str, str]
    heads: Mapping[str, str]
    path: str = ""
    clock: str = TWELVE

    @property
    def grid(self) -> Grid:
        """Which grid it is."""
        return self.wanted.grid

    @property
    def total(self) -> int:
        """How many rows there are without any filter."""
        return len(self.every)

    def text(self, column: Column, row: Mapping[str, Any]) -> str:
        """A cell as people read it."""
        return show(column.kind, column.value(row, self.zone), self.clock)

    def values(self, row: Mapping[str, Any]) -> list[Value]:
        """The cells of a row."""
        return [column.value(row, self.zone) for column in self.grid.columns]

    @property
    def menu(self) -> str:
        """Which column's menu is open; `all` where a column is yet to be chosen, nothing while none is."""
        name = self.given.get(self._named(MENU), "")
        return name if name == EVERY or self.grid.column(name) else ""

    @property
    def opened(self) -> str:
        """The row whose details the address opens, by its id (R87)."""
        return self.given.get(self._named(OPENED), "")

    @property
    def open_column(self) -> Column | None:
        """The column whose menu is open."""
        return self.grid.column(self.menu)

    def typed(self, column: Column, operator: str) -> str:
        """What a field of the menu holds: also what could not be read."""
        return self.given.get(self._named(f"{column.name}.{operator}"), "")

    def problem(self, column: Column, operator: str) -> str:
        """What is wrong with it."""
        return self.wanted.problems.get(f"{column.name}.{operator}", "")

    def is_filtered(self, column: Column) -> bool:
        """Whether a column has a filter."""
        return any(condition.column is column for condition in self.wanted.conditions)

    def sorted_by(self, column: Column) -> str:
        """As `aria-sort` says it; nothing where another column or none was asked for."""
        if self.wanted.sort is not column:
            return ""
        return "descending" if self.wanted.descending else "ascending"

    def choices(self, column: Column) -> list[str]:
        """What stands in a column of labels."""
        if column.kind is not Kind.LABEL:
            return []
        return sorted({self.text(column, row) for row in self.every} - {""}, key=str.casefold)

    def operators(self, column: Column) -> tuple[str, ...]:
        """What a column's menu asks for in fields of its own."""
        found = operators_of(column)
        return ("is",) if column.kind is Kind.LABEL else found[:1] if column.kind is Kind.TEXT else found

    def kept(self, column: Column) -> list[tuple[str, str]]:
        """What a column's form says besides the column's own filters."""
        own = self._named(f"{column.name}.")
        return [(name, text) for name, text in self._others() if not name.startswith(own)]

    def address(self, **said: str | None) -> str:
        """The page with this grid otherwise: parameters of this grid by name, none for one that goes."""
        changed = {self._named(name.replace("__", ".")): text for name, text in said.items()}
        rest = [(name, text) for name, text in self._others() if name not in changed]
        query = urlencode([*rest, *((name, text) for name, text in changed.items() if text is not None)])
        return f"{self.path}{'?' if query else ''}{query}#{self.grid.name}"

    def without(self, condition: Condition) -> str:
        """The page without one filter."""
        return self.address(**{condition.name: None})

    def without_all(self) -> str:
        """The page with this grid's rows as they come."""
        return self.address(**dict.fromkeys(self._own()))

    def without_filters_of(self, column: Column) -> str:
        """The page without what was asked of one column."""
        gone = [name for name in self._own() if name.startswith(f"{column.name}.")]
        return self.address(**dict.fromkeys(gone), **({SORT: None} if self.wanted.sort is column else {}))

    @property
    def query(self) -> str:
        """What its file is asked with."""
        return urlencode({self._named(name): text for name, text in self._own().items()})

    def _own(self) -> dict[str, str]:
        prefix = self._named("")
        return {name.removeprefix(prefix): text for name, text in self._others() if name.startswith(prefix)}

    def _others(self) -> Iterator[tuple[str, str]]:
        for name, text in self.given.items():
            if name not in _ONCE and not name.endswith(f".{MENU}") and not asking.is_like_ssn(text):
                yield name, text

    def _named(self, name: str) -> str:
        return f"{self.grid.name}.{name}"


def view(
    grid: Grid,
    data: Any,
    zone: ZoneInfo,
    given: Mapping[str, str],
    *,
    prefix: str = "",
    path: str = "",
    refusal: str = "",
    clock: str = TWELVE,
) -> View:
    """A grid as an address asks for it, of its section's data; as it comes where that is refused."""
    wanted = Wanted(grid, problems={"": refusal}) if refusal else asking.read(grid, given, prefix)
    every = list(grid.rows(data))
    rows = [row for row in every if _is_wanted(wanted, row, zone, clock)]
    sort = wanted.sort
    if sort is not None:
        rows = asking.ordered(wanted, rows, lambda row: sort.value(row, zone))
    heads = {column.name: str(column.heading) for column in grid.columns}
    return View(wanted, rows, every, zone, given, heads, path, clock)


def _is_wanted(wanted: Wanted, row: Mapping[str, Any], zone: ZoneInfo, clock: str) -> bool:
    return all(condition.holds(condition.column.value(row, zone), clock) for condition in wanted.conditions)


__all__ = ["EMPTY", "EVERY", "MENU", "View", "view"]
