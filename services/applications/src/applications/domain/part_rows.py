"""The rows that an agency sets in a part of a program: read and checked by the part's columns (R243).

Plain Python: rows as JSON in, rows in their stored form and what is wrong out. A part that is declared needs no
code of its own here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from applications.domain.program_part import CellProblem, Column, ColumnKind, Part, Row
from homefire.rules import RuleBroken, clean_text
from homefire.us.dates import parse_date

MOST_ROWS = 200
MOST_CODES = 50
LONGEST_CODE = 40
LARGEST_MONEY = Decimal("9999999999.99")
"""US dollars: what a column of amounts in the database takes."""
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_]*")
_MONEY = re.compile(r"\d{1,10}(?:\.\d{1,2})?", re.ASCII)
_BLANK: Mapping[ColumnKind, Any] = {
    ColumnKind.FLAG: False,
    ColumnKind.NUMBER: None,
    ColumnKind.MONEY: None,
    ColumnKind.DAY: None,
}


def blank_of(column: Column) -> Any:
    """What a cell holds in which nothing was entered."""
    return [] if column.kind is ColumnKind.CHOICES else _BLANK.get(column.kind, "")


def complete(part: Part, row: Row) -> dict[str, Any]:
    """A row with all of its part's columns: what it does not have is as shipped in a single row, else blank."""
    shipped = part.shipped[0] if part.single and part.shipped else {}
    return {
        column.name: row.get(column.name, shipped.get(column.name, blank_of(column)))
        for column in part.columns
    }


def check(part: Part, rows: Any) -> tuple[list[dict[str, Any]], list[CellProblem]]:
    """The rows in their stored form, and all that is wrong with them; they may be stored where that is nothing."""
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return [], [CellProblem("not_rows", "Send a list of rows, each an object with the part's columns.")]
    if len(rows) > MOST_ROWS:
        return [], [CellProblem("too_many_rows", f"Give at most {MOST_ROWS} rows.")]
    if part.single and len(rows) != 1:
        return [], [CellProblem("one_row", "This part is settings and no list. Give exactly one row.")]
    found, problems = [], []
    for number, row in enumerate(rows):
        stored, wrong = _check_row(part, number, row)
        found.append(stored)
        problems += wrong
    problems = problems or _repeated(part, found)
    if not problems and part.rule is not None:
        problems = list(part.rule(found))
    return found, problems


def _check_row(part: Part, number: int, row: Row) -> tuple[dict[str, Any], list[CellProblem]]:
    known = {column.name for column in part.columns}
    problems = [
        CellProblem("unknown_field", "This part has no such column. Leave it out.", number, str(name)[:80])
        for name in row
        if name not in known
    ]
    stored: dict[str, Any] = {}
    for column in part.columns:
        try:
            stored[column.name] = read_cell(column, row.get(column.name))
        except RuleBroken as broken:
            stored[column.name] = blank_of(column)
            problems.append(CellProblem(broken.code, broken.detail, number, column.name))
    return stored, problems


def _repeated(part: Part, rows: Sequence[Row]) -> list[CellProblem]:
    """Rows whose key an earlier row has."""
    seen: dict[str, int] = {}
    problems = []
    for number, row in enumerate(rows):
        if part.single:
            continue
        key = repr([row[name] for name in part.key])
        if key in seen:
            first = seen[key] + 1
            detail = f"Row {first} has the same. Change one of the two, or remove it."
            problems.append(CellProblem("repeated", detail, number, part.key[0]))
        seen.setdefault(key, number)
    return problems


def read_cell(column: Column, value: Any) -> Any:
    """A cell's value in its stored form. Raises `RuleBroken` with what to do about it."""
    empty = value is None or value == [] or (isinstance(value, str) and not value.strip())
    if empty and column.kind is not ColumnKind.FLAG:
        if column.required:
            raise RuleBroken("required", "This is required.")
        return blank_of(column)
    match column.kind:
        case ColumnKind.FLAG:
            return _read_flag(value)
        case ColumnKind.NUMBER:
            return _read_number(column, value)
        case ColumnKind.CHOICES:
            return _read_choices(column, value)
        case _:
            return _read_text(column, value)


def _read_flag(value: Any) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise RuleBroken("not_a_flag", "Give true or false.")
    return value


def _read_number(column: Column, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise RuleBroken("not_a_number", "Enter a whole number, 0 or more.")
    if value > column.most:
        raise RuleBroken("too_large", f"Enter at most {column.most}.")
    return value


def _read_choices(column: Column, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleBroken("not_codes", "Give a list of codes.")
    if len(value) > MOST_CODES:
        raise RuleBroken("too_many", f"Give at most {MOST_CODES} codes.")
    codes = [clean_text(each, most=400) for each in value]
    for code in codes:
        _check_choice(column, code) if column.choices else _check_code(code, LONGEST_CODE)
    return list(dict.fromkeys(codes))


def _read_text(column: Column, value: Any) -> str:
    if not isinstance(value, str):
        raise RuleBroken("not_text", "Give a text.")
    lines = column.kind is ColumnKind.LONG_TEXT
    measured = column.kind in (ColumnKind.TEXT, ColumnKind.LONG_TEXT)
    text = clean_text(value, most=column.most if measured else 400, lines=lines)
    match column.kind:
        case ColumnKind.CODE:
            _check_code(text, min(column.most, LONGEST_CODE))
        case ColumnKind.CHOICE:
            _check_choice(column, text)
        case ColumnKind.MONEY:
            return _read_money(text)
        case ColumnKind.DAY:
            return parse_date(text).isoformat()
    return text


def _check_code(text: str, most: int) -> None:
    if not _CODE.fullmatch(text) or len(text) > most:
        raise RuleBroken(
            "not_a_code", f"Use upper-case letters, digits and underscores, at most {most} characters."
        )


def _check_choice(column: Column, text: str) -> None:
    if text not in column.choices:
        raise RuleBroken("not_a_choice", f"Choose one of: {', '.join(column.choices)}.")


def _read_money(text: str) -> str:
    """US dollars as a decimal string with cents."""
    bare = text.removeprefix("$").replace(",", "")
    amount = Decimal(bare) if _MONEY.fullmatch(bare) else None
    if amount is None or amount > LARGEST_MONEY:
        raise RuleBroken("not_money", "Enter dollars and cents, such as 1,234.50.")
    return str(amount.quantize(Decimal("0.01")))
