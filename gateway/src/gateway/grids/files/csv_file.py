"""CSV as RFC 4180 has it, in UTF-8 with a byte order mark, so that spreadsheets read every name.

Every record has the same number of fields. What a row opens to follows after a record of empty fields, under a
heading of its own. Days are ISO 8601, amounts bare numbers. A text that a spreadsheet could take for a formula gets
an apostrophe in front, as OWASP says; a number that is one stays, with its sign.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal

from gateway.grids.columns import Value
from gateway.grids.files.table import Export, Table, is_formula, plain_number


def write(export: Export) -> bytes:
    """The file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    tables = export.tables()
    width = max(len(table.columns) for table in tables)
    for place, table in enumerate(tables):
        if place:
            if not table.rows:
                continue
            writer.writerow([""] * width)
        for record in _records(table):
            writer.writerow(record + [""] * (width - len(record)))
    return text.getvalue().encode("utf-8-sig")


def _records(table: Table) -> list[list[str]]:
    return [
        [safe(heading) for heading in table.headings],
        *([cell(value) for value in row] for row in table.rows),
    ]


def cell(value: Value) -> str:
    """A field."""
    match value:
        case None:
            return ""
        case Decimal():
            return plain_number(value)
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
    return safe(value)


def safe(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if is_formula(text) else text
