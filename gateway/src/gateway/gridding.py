"""A record's grids as this request asks for them, and as files that are noted before they are given out (R57, R86)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Flask, Response, request, url_for
from flask_babel import gettext

from gateway import clocks, record
from gateway.context import gateway, principal, trace
from gateway.grids import asking
from gateway.grids.columns import Column, Grid, show
from gateway.grids.files import FORMATS, Export, Format
from gateway.grids.record import GRIDS, PLEDGES
from gateway.grids.viewing import MENU, View, view
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, NotFound, NotPermitted, Unavailable

SCOPE = "grids:export"
PAGE_LENGTH = 200
MOST_PAGES = 10
"""Pages of a list that one look reads to sort or filter it."""
_WITH_GRIDS = ("record.show", "record.save")
_LISTS = {"contacts": ("messaging", "list_contact_entries")}
"""Sections that come page by page, and the operation that has the next one."""


def install(app: Flask) -> None:
    """What templates of grids may use; what is asked of grids goes along with a save and back."""
    app.url_defaults(_take_along)
    app.context_processor(
        lambda: {
            "grids_by_name": GRIDS,
            "operator_names": asking.NAMES,
            "formats": FORMATS.values(),
            "pledge_columns": PLEDGES.columns,
            "pledge_headings": lambda: [(column.heading, column.heading_css) for column in PLEDGES.columns],
            "column_text": _text,
        }
    )


def _take_along(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint not in _WITH_GRIDS or request.endpoint not in _WITH_GRIDS:
        return
    if values.get("number") == (request.view_args or {}).get("number"):
        asked = (
            (name, text)
            for name, text in request.args.items()
            if name.partition(".")[0] in GRIDS and not asking.is_like_ssn(text)
        )
        values.update((name, text) for name, text in asked if text and not name.endswith(f".{MENU}"))


def _text(column: Column, row: Mapping[str, Any]) -> str:
    return show(column.kind, column.value(row, gateway().settings.base.time_zone), _clock())


def _clock() -> str:
    """On which clock this request's grids show times: the manual's is the 12-hour one."""
    return clocks.chosen() or clocks.TWELVE


def views_of(composed: Mapping[str, Any]) -> dict[str, View]:
    """The grids of a composed record whose sections are there, by name."""
    found = {}
    for grid in GRIDS.values():
        section = composed["sections"].get(grid.section)
        if section is not None and section["state"] == "ok":
            found[grid.name] = view_of(grid, composed["number"], section["data"])
    return found


def view_of(grid: Grid, number: int, data: Any) -> View:
    """One grid as the address asks. All rows are fetched where some are chosen of them; too many are not chosen of."""
    given = {name: text for name, text in request.args.items() if text}
    prefix, path = f"{grid.name}.", url_for("record.show", number=number).partition("?")[0]
    refusal = ""
    if asking.read(grid, given, prefix).active:
        try:
            data = whole(grid, number, data)
        except Invalid as problem:
            refusal = problem.detail
    zone = gateway().settings.base.time_zone
    return view(grid, data, zone, given, prefix=prefix, path=path, refusal=refusal, clock=_clock())


def grid_of(name: str) -> Grid:
    """A grid by its name. Raises `NotFound`."""
    if name not in GRIDS:
        raise NotFound("There is no such grid.")
    return GRIDS[name]


def compose_for(grid: Grid, number: int) -> dict[str, Any]:
    """The record with the customer and this grid's section alone."""
    composed = record.compose(gateway().services, principal(), number, trace(), (grid.asked,))
    return record.with_own_number(composed)


def whole(grid: Grid, number: int, data: Any) -> Any:
    """A section's data with every row, where its service gives them page by page."""
    if grid.section not in _LISTS or not data.get("next"):
        return data
    service, method = _LISTS[grid.section]
    items, cursor = list(data["items"]), data["next"]
    for _ in range(MOST_PAGES):
        query = {"cursor": cursor, "limit": PAGE_LENGTH}
        page = gateway().services.ask(principal(), Call(service, method, [number], query), trace=trace())
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return {**data, "items": items, "next": None}
    said = gettext(
        "The list is longer than %(most)s rows, too many to sort, filter or export here. Look at it page by page.",
        most=f"{PAGE_LENGTH * MOST_PAGES:,}",
    )
    raise Invalid(said, code="too_many_rows")


def export(number: int, name: str, format_name: str, given: Mapping[str, str], prefix: str = "") -> Response:
    """A grid's rows as a file, once the log has a note of it (R86, R253).

    Raises `NotPermitted`, `NotFound`, `Invalid`, and `Unavailable` where the rows or the log are away: then there is
    no file.
    """
    principal().require(SCOPE)
    grid, form = grid_of(name), _format_of(format_name)
    wanted = asking.read(grid, given, prefix)
    wanted.require_read()
    composed = compose_for(grid, number)
    section = composed["sections"][grid.section]
    if section["state"] != "ok":
        _refuse(section)
    data = whole(grid, composed["number"], section["data"])
    zone = gateway().settings.base.time_zone
    seen = view(grid, data, zone, given, prefix=prefix, clock=_clock())
    typeface = (gateway().assets.path("export.ttf"), gateway().assets.path("export-bold.ttf"))
    made = Export(composed["number"], seen, datetime.now(zone), typeface)
    # Written before it is noted: what cannot be written was not exported.
    body = form.write(made)
    _note(made, form)
    return _file(body, made, form)


def status_reason_limit() -> int:
    """The longest reason for a new status that is chosen in the grid (R256)."""
    return gateway().contracts.limit_of("applications.change_application_status", "reason", 500)


def _format_of(name: str) -> Format:
    if name not in FORMATS:
        said = f"One of: {', '.join(FORMATS)}."
        raise Invalid(fields=[FieldProblem("format", "not_a_choice", said)])
    return FORMATS[name]


def _refuse(section: Mapping[str, Any]) -> None:
    if section["problem"]["code"] == "not_permitted":
        raise NotPermitted("Your role does not show this section.")
    raise Unavailable(
        "This part of the system is not answering. Nothing was exported; try again in a moment.",
        code="section_unavailable",
    )


def _note(made: Export, form: Format) -> None:
    told = {"grid": made.view.grid.name, "format": form.name, "rows": len(made.view.rows)}
    body = told | asking.columns_asked(made.view.wanted)
    try:
        call = Call("audit", "record_export", [made.number, body])
        gateway().services.ask(principal(), call, trace=trace())
    except Unavailable:
        raise Unavailable(
            "The export could not be noted in the log, so no file was given out. Try again in a moment.",
            code="export_not_noted",
        ) from None


def _file(body: bytes, made: Export, form: Format) -> Response:
    response = Response(body, content_type=form.media)
    response.headers["Content-Disposition"] = f'attachment; filename="{form.file_name(made)}"'
    response.headers["Cache-Control"] = "no-store"
    return response
