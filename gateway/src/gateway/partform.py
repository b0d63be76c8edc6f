"""A part of a program as a form: a block of fields for each of its rows, made from the part's columns (R243).

Works for any part: what a column may hold, the applications service says. Rows are added, removed and moved by
sending the form, so that nothing here needs JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.forms import Form

MOST_ROWS = 200
ROW, EFFECT = "row", "valid_from"
"""The form's names of a row's own number, and of the day from which the rows hold."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as the form has it: a number of its own, and what is in its fields, by column."""

    id: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartForm(Form):
    """The rows as they are shown. `focus` is the number of the row that was just added or moved."""

    rows: tuple[FormRow, ...]
    valid_from: str
    focus: int | None = None

    def place_of(self, path: str) -> str:
        """The form's name for the service's `rows.<place>.<column>`."""
        head, _, rest = path.partition(".")
        place, _, column = rest.partition(".")
        if head == "rows" and place.isdigit() and int(place) < len(self.rows):
            return f"{self.rows[int(place)].id}.{column}" if column else str(self.rows[int(place)].id)
        return path

    def row_of(self, name: str) -> int | None:
        """Which row a field of the form belongs to, counted from 1."""
        number = name.partition(".")[0]
        return next((place for place, row in enumerate(self.rows, 1) if str(row.id) == number), None)


def rows_of(columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> tuple[FormRow, ...]:
    """A part's rows as the form has them."""
    return tuple(
        FormRow(number, {column["name"]: _show(column, row.get(column["name"])) for column in columns})
        for number, row in enumerate(rows, 1)
    )


def read(columns: Sequence[Mapping[str, Any]], form: MultiDict[str, str]) -> tuple[FormRow, ...]:
    """The rows that a form sends, in its order; nothing of what is not ours."""
    numbers = dict.fromkeys(int(text) for text in form.getlist(ROW) if _is_number(text))
    return tuple(
        FormRow(number, {column["name"]: _typed(column, number, form) for column in columns})
        for number in list(numbers)[: MOST_ROWS + 1]
    )


def send(columns: Sequence[Mapping[str, Any]], rows: Sequence[FormRow]) -> list[dict[str, Any]]:
    """The rows as the service takes them; what is no number it refuses itself."""
    return [{column["name"]: _sent(column, row.values[column["name"]]) for column in columns} for row in rows]


def act(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[FormRow], action: str
) -> tuple[tuple[FormRow, ...], int | None]:
    """The rows after `add`, `remove.3`, `up.3` or `down.3`, and which row to go to."""
    what, _, number = action.partition(".")
    listed = list(rows)
    if what == "add":
        new = FormRow(
            max((row.id for row in listed), default=0) + 1,
            {column["name"]: _show(column, None) for column in columns},
        )
        return (*listed, new), new.id
    place = next((place for place, row in enumerate(listed) if str(row.id) == number), None)
    if place is None:
        return tuple(listed), None
    if what == "remove":
        listed.pop(place)
        return tuple(listed), listed[min(place, len(listed) - 1)].id if listed else None
    other = place + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
    return tuple(listed), int(number)


def show_day(text: str) -> str:
    """An ISO day as people write it."""
    day = date.fromisoformat(text)
    return f"{day.month}/{day.day}/{day.year}"


def _show(column: Mapping[str, Any], value: Any) -> Any:
    """A value of the service as the form's fields have it: a list of chosen codes, else a text."""
    match column["kind"]:
        case "flag":
            return "yes" if value else ""
        case "choices":
            chosen = [str(each) for each in value or ()]
            return chosen if column["choices"] else ", ".join(chosen)
        case "day":
            return show_day(value) if value else ""
    return "" if value is None else str(value)


def _typed(column: Mapping[str, Any], number: int, form: MultiDict[str, str]) -> Any:
    name = f"{number}.{column['name']}"
    if column["kind"] == "choices":
        # A list that is known now may have been away when the form was made, and the other way round.
        ticked = form.getlist(name)
        if column["choices"]:
            return [code for text in ticked for code in _codes(text)]
        return ", ".join(text.strip() for text in ticked)
    return form.get(name, "").strip()


def _sent(column: Mapping[str, Any], value: Any) -> Any:
    match column["kind"]:
        case "flag":
            return value == "yes"
        case "choices" if isinstance(value, str):
            return _codes(value)
        case "number" if _is_number(value):
            return int(value)
        case "number" | "money" | "day":
            return value or None
    return value


def _codes(text: str) -> list[str]:
    """The codes of a text that separates them by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
