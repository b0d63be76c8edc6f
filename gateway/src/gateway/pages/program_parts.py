"""The parts of a program: what holds, what is planned, what was before, and the form that sets one (R243)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, partform, partwords
from gateway.context import agency_today, gateway, principal
from gateway.forms import reading, write
from gateway.pages.programs import WRITE, ask, program_of, routes
from gateway.partform import PartForm
from homefire.errors import Problem, StaleVersion

Answer = Response | tuple[str, int]
MOST_FORM = 400_000
"""Bytes. A part's rows may have more text than any other page's form."""


@routes.url_value_preprocessor
def _allow_many_rows(endpoint: str | None, values: dict[str, Any] | None) -> None:
    if endpoint == "programs.change_part":
        request.max_content_length = request.max_form_memory_size = MOST_FORM


@routes.get("/programs/<program>/parts/<part>")
@access.page
def show_part(program: str, part: str) -> str:
    """One part with all that it was and will be."""
    principal().require(WRITE)
    return render_template(
        "programs/part.html", found=program_of(program), parts=_parts(program), part=_part(program, part)
    )


@routes.get("/programs/<program>/parts/<part>/change")
@access.page
def begin_part(program: str, part: str) -> Answer:
    """The form with what holds today, or with what one of the part's settings says (`of`, its revision)."""
    principal().require(WRITE)
    found = _part(program, part)
    revision = next(
        (each for each in found["revisions"] if str(each["revision"]) == request.args.get("of")), None
    )
    planned = revision is not None and revision["state"] == "planned"
    tomorrow = agency_today() + timedelta(days=1)
    form = PartForm(
        rows=partform.rows_of(found["columns"], (revision or found)["rows"]),
        valid_from=partform.show_day(
            revision["valid_from"] if planned and revision else tomorrow.isoformat()
        ),
        version=found["version"],
    )
    return _form(program, found, form)


@routes.post("/programs/<program>/parts/<part>/change")
@access.page
def change_part(program: str, part: str) -> Answer:
    """Sets the rows from their day on; or adds, removes or moves a row and sets nothing yet."""
    principal().require(WRITE)
    found = _part(program, part)
    rows, focus = partform.read(found["columns"], request.form), None
    action, valid_from = reading.text("action"), reading.text(partform.EFFECT)
    if action != "save":
        rows, focus = partform.act(found["columns"], rows, action)
    form = PartForm(rows=rows, valid_from=valid_from, focus=focus).sent()
    if action != "save":
        return _form(program, found, form)
    body = {"valid_from": valid_from or None, "rows": partform.send(found["columns"], rows)}
    try:
        write("applications.set_program_part", [program, part, body], form)
    except Problem as problem:
        form = form.refused(problem)
        # Who has been told that somebody else was first may save again over that.
        stale = isinstance(problem, StaleVersion)
        return _form(program, found, form.at_version(found["version"]) if stale else form)
    gateway().lists.forget("applications")
    return redirect(url_for("programs.show_part", program=program, part=part, done=1), code=303)


def _form(program: str, part: dict[str, Any], form: PartForm) -> Answer:
    page = render_template(
        "programs/part_form.html",
        found=program_of(program),
        parts=_parts(program),
        part=part,
        form=form,
        most_rows=partform.MOST_ROWS,
    )
    return page, form.status


def _part(program: str, name: str) -> dict[str, Any]:
    return partwords.spoken(ask("get_program_part", [program, name]))


def _parts(program: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask("list_program_parts", [program])["items"]
    return found
