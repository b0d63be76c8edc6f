"""XLSX: a sheet for each table, days as days, amounts as numbers, everything else as text and never as a formula."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter

from gateway.grids.columns import Kind, Value, show
from gateway.grids.files.table import Export, Table

LONGEST = 32_767
"""UTF-16 code units that a cell can hold."""
MOST_DIGITS = 15
"""Digits that a spreadsheet's numbers keep; a longer one is told as text."""
_FIRST_YEAR = 1900
_NEVER = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_SHOWN = {
    Kind.DAY: "m/d/yyyy",
    Kind.TIME: "h:mm AM/PM",
    Kind.MOMENT: "m/d/yyyy h:mm AM/PM",
    Kind.MONEY: "$#,##0.00",
    Kind.NUMBER: "0.##########",
}
_NARROWEST, _WIDEST = 10, 45


def write(export: Export) -> bytes:
    """The file."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, **_NEVER})
    book.set_properties({"title": export.title, "created": export.at.replace(tzinfo=None)})
    formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _SHOWN.items()}
    heading = book.add_format({"bold": True, "bottom": 1})
    for table in export.tables():
        _write_sheet(book.add_worksheet(_sheet_name(table.title)), table, heading, formats)
    book.close()
    return made.getvalue()


def _write_sheet(sheet: Any, table: Table, heading: Any, formats: dict[Kind, Any]) -> None:
    for place, text in enumerate(table.headings):
        sheet.write_string(0, place, text, heading)
        sheet.set_column(place, place, _width(table, place))
    for line, row in enumerate(table.rows, 1):
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
            _write_cell(sheet, line, place, column.kind, value, formats)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_cell(
    sheet: Any, line: int, place: int, kind: Kind, value: Value, formats: dict[Kind, Any]
) -> None:
    match value:
        case None:
            return
        case Decimal() if len(value.as_tuple().digits) <= MOST_DIGITS:
            sheet.write_number(line, place, value, formats.get(kind))
        case date() | datetime() if value.year >= _FIRST_YEAR:
            sheet.write_datetime(line, place, value, formats.get(kind))
        case time():
            sheet.write_datetime(line, place, value, formats.get(kind))
        case _:
            sheet.write_string(line, place, _clipped(show(kind, value)))


def _clipped(text: str) -> str:
    """A text that a cell can hold, no character cut in half."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _width(table: Table, place: int) -> int:
    column = table.columns[place]
    longest = max((len(show(column.kind, row[place])) for row in table.rows), default=0)
    return min(max(longest, len(table.headings[place]), _NARROWEST), _WIDEST)


def _sheet_name(title: str) -> str:
    return "".join("-" if character in "[]:*?/\\" else character for character in title)[:31]
