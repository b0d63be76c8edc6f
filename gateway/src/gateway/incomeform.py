"""The rows of the income page: what was typed into them, and what the service takes for it (R259)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from homefire.errors import FieldProblem

COLUMNS: dict[str, Any] = {
    "member_id": _("Member"),
    "source": _("Source"),
    "amount": _("Amount"),
    "period": _("Period"),
    "weeks": _("Weeks"),
    "covered_from": _("Covered From"),
    "covered_to": _("Covered To"),
    "document_date": _("Document Date"),
}
PERIODS: dict[str, Any] = {
    "WEEKLY": _("Weekly"),
    "EVERY_TWO_WEEKS": _("Every two weeks"),
    "TWICE_A_MONTH": _("Twice a month"),
    "MONTHLY": _("Monthly"),
    "QUARTERLY": _("Quarterly"),
    "YEARLY": _("Yearly"),
    "ONCE": _("Once"),
    "ACTUAL": _("Actual, over some weeks"),
}
ZERO = "zero_income_on"
MOST_ROWS = 100
BLANK_ROWS = 2
"""Rows that wait to be filled in below those that are."""
_TYPED = ("source", "amount", "weeks", "covered_from", "covered_to", "document_date")
_DAYS = ("covered_from", "covered_to", "document_date")


@dataclass(frozen=True, slots=True)
class Label:
    """What a field of a row is called where a problem names it."""

    label: str


def values_of(income: Mapping[str, Any]) -> dict[str, str]:
    """What is stored, as the inputs have it: `items.0.amount` and so on."""
    found = {ZERO: _day(income[ZERO])}
    for position, item in enumerate(income["items"]):
        for name in COLUMNS:
            value = item[name]["code"] if name == "source" else item[name]
            text = _day(value) if name in _DAYS else "" if value is None else str(value)
            found[f"items.{position}.{name}"] = text
    return found


def read(form: Mapping[str, str]) -> dict[str, str]:
    """What a form sent, row by row, trimmed."""
    names = [f"items.{row}.{name}" for row in range(rows_in(form)) for name in COLUMNS]
    return {name: form.get(name, "").strip() for name in (*names, ZERO)}


def rows_in(form: Mapping[str, str]) -> int:
    """How many rows a form has."""
    text = form.get("rows", "")
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def filled(values: Mapping[str, str]) -> list[int]:
    """The rows in which something was typed or chosen."""
    return [row for row in _rows(values) if any(values.get(f"items.{row}.{name}") for name in _TYPED)]


def shown_rows(values: Mapping[str, str], more: int = 0) -> int:
    """How many rows the page has: those that are filled in, and some to go on."""
    last = max(filled(values), default=-1) + 1
    return min(max(last + BLANK_ROWS, more), MOST_ROWS)


def body_of(values: Mapping[str, str]) -> dict[str, Any]:
    """What the service takes; rows in which nothing was typed are left out."""
    items = [
        {name: _sent(name, values.get(f"items.{row}.{name}", "")) for name in COLUMNS}
        for row in filled(values)
    ]
    return {"items": items, ZERO: values.get(ZERO) or None}


def in_rows(problems: Iterable[FieldProblem], values: Mapping[str, str]) -> list[FieldProblem]:
    """What the service says of its items, at the rows of the page that they came from."""
    rows = filled(values)
    found = []
    for problem in problems:
        parts = problem.field.split(".")
        if len(parts) == 3 and parts[1].isdigit() and int(parts[1]) < len(rows):
            field = f"items.{rows[int(parts[1])]}.{parts[2]}"
            problem = FieldProblem(field, problem.code, problem.detail)
        found.append(problem)
    return found


def labels(values: Mapping[str, str]) -> dict[str, Label]:
    """What each field is called in the list of what is wrong."""
    found = {
        f"items.{row}.{name}": Label(gettext("%(field)s, item %(number)s", field=label, number=row + 1))
        for row in _rows(values)
        for name, label in COLUMNS.items()
    }
    return found | {ZERO: Label(str(_("No Income Stated On")))}


def _rows(values: Mapping[str, str]) -> list[int]:
    return sorted({int(name.split(".")[1]) for name in values if name.startswith("items.")})


def _sent(name: str, text: str) -> Any:
    if name in ("member_id", "weeks"):
        return (int(text) if text.isascii() and text.isdigit() and len(text) < 16 else text) if text else None
    return (text or None) if name in _DAYS else text


def _day(value: str | None) -> str:
    if not value:
        return ""
    year, month, day = value.split("-")
    return f"{int(month)}/{int(day)}/{year}"
