"""Grids as files for agency systems: the same rows and the same note as on the page (R86, R253)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from gateway import access, gridding
from gateway.grids.asking import EMPTY, SORT, operators_of
from gateway.grids.files import FORMATS
from gateway.grids.record import GRIDS
from homefire.errors import FieldProblem, Invalid

PATH = "/customers/{number}/grids/{grid}/export"
FORMAT = "format"


def add_routes(routes: Blueprint) -> None:
    """`POST /customers/{number}/grids/{grid}/export`."""
    rule = "/customers/<int:number>/grids/<grid>/export"
    routes.add_url_rule(rule, "export_grid", export_grid, methods=["POST"], provide_automatic_options=False)


@access.api
def export_grid(number: int, grid: str) -> Response:
    """The file. Raises `Invalid` for a parameter that the grid does not have."""
    given = dict(request.args.items())
    format_name = given.pop(FORMAT, "json")
    wanted = gridding.grid_of(grid)
    known = {SORT} | {
        f"{column.name}.{operator}"
        for column in wanted.columns
        for operator in (*operators_of(column), EMPTY)
    }
    unknown = [name for name in given if name not in known]
    if unknown:
        problems = [
            FieldProblem(name, "unknown_field", "There is no such parameter here.") for name in unknown
        ]
        raise Invalid(f"Leave out these parameters: {', '.join(unknown)}.", fields=problems)
    return gridding.export(number, grid, format_name, given)


_PARAMETERS: tuple[dict[str, Any], ...] = (
    {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}},
    {"name": "grid", "in": "path", "required": True, "schema": {"enum": list(GRIDS)}},
    {"name": FORMAT, "in": "query", "schema": {"enum": list(FORMATS), "default": "json"}},
    {
        "name": SORT,
        "in": "query",
        "description": "A column's name; with a minus the largest first.",
        "schema": {"type": "string"},
    },
    {
        "name": "filter",
        "in": "query",
        "style": "form",
        "explode": True,
        "description": "`<column>.<operator>=<value>`, all of which hold: contains and is for texts, from and to for "
        "days and numbers, empty (yes or no) for every column.",
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    },
)
SCHEMAS: dict[str, Any] = {
    "GridExport": {
        "type": "object",
        "description": "The rows of a grid by the names of its columns: days as ISO 8601, amounts as text.",
        "required": ["grid", "customer_number", "exported_at", "sort", "filter", "columns", "rows"],
        "properties": {
            "grid": {"enum": list(GRIDS)},
            "customer_number": {"type": "integer"},
            "exported_at": {"type": "string", "format": "date-time"},
            "sort": {"type": ["string", "null"]},
            "filter": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("column", "operator", "value")},
                },
            },
            "columns": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in ("name", "heading", "kind")},
                },
            },
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "description": "A row of applications also has its `pledges`.",
                    "additionalProperties": True,
                },
            },
        },
    },
}
OPERATIONS: dict[str, dict[str, Any]] = {
    PATH: {
        "method": "post",
        "operationId": "gateway.export_grid",
        "tags": ["record"],
        "summary": "The rows of one of the record's grids as a file, noted in the customer's log before it is given.",
        "parameters": list(_PARAMETERS),
        "returns": "GridExport",
        "files": [form.media.partition(";")[0] for form in FORMATS.values() if form.name != "json"],
        "scope": gridding.SCOPE,
    },
}
"""Path to what the merged document says of it."""
