"""JSON: the rows by the columns' names, days as ISO 8601, amounts as text with two decimals, nothing as null.

    {"grid": "applications", "customer_number": 110385, "exported_at": "2026-11-20T14:02:00-08:00",
     "sort": "-intake_date", "filter": [{"column": "status", "operator": "is", "value": "ELIGIBLE"}],
     "columns": [{"name": "program", "heading": "Program", "kind": "label"}, …],
     "rows": [{"program": "HEAP 2018", …, "pledges": [{"memo": …}]}]}

Times are the agency's. What a row opens to stands in it as a list, under the name of the grid below.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

from gateway.grids.columns import Grid, Kind, Value
from gateway.grids.files.table import Export, cleaned


def write(export: Export) -> bytes:
    """The file."""
    view = export.view
    wanted = view.wanted
    document = {
        "grid": view.grid.name,
        "customer_number": export.number,
        "exported_at": export.at.isoformat(timespec="seconds"),
        "sort": wanted.parameters.get("sort"),
        "filter": [
            {"column": each.column.name, "operator": each.operator, "value": cleaned(each.text)}
            for each in wanted.conditions
        ],
        "columns": _columns(view.grid),
        "rows": [_row(export, view.grid, row) for row in view.rows],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


def _columns(grid: Grid) -> list[dict[str, str]]:
    return [
        {"name": column.name, "heading": str(column.heading), "kind": str(column.kind)}
        for column in grid.columns
    ]


def _row(export: Export, grid: Grid, row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        column.name: _value(column.kind, cleaned(column.value(row, export.view.zone)))
        for column in grid.columns
    }
    if grid.under is not None:
        found[grid.under.name] = [_row(export, grid.under, each) for each in grid.under.rows(row)]
    return found


def _value(kind: Kind, value: Value) -> Any:
    match value:
        case Decimal() if kind is Kind.MONEY:
            return f"{value:.2f}"
        case Decimal():
            whole = value == value.to_integral_value() and abs(value) < 2**53
            return int(value) if whole else str(value)
        case datetime():
            return value.isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
    return value
