"""Acknowledging a high-priority note from the record: it is pinned no longer, and a note says who did it (R211)."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.forms import Form, write
from gateway.pages.composing import compose
from gateway.pages.notes import routes
from homefire.errors import Conflict, Problem
from homefire.statuses import status_of

DONE_BEFORE = "note_is_acknowledged"


@routes.post("/customers/<int:number>/notes/<note_id>/acknowledgement")
@access.page
def acknowledge(number: int, note_id: str) -> Response | tuple[str, int]:
    """Acknowledges a note. Where somebody else was first, the record shows that and nothing is refused."""
    problem = None
    try:
        write("audit.acknowledge_note", [number, note_id], Form().sent())
    except Problem as raised:
        done = isinstance(raised, Conflict) and raised.code == DONE_BEFORE
        problem = None if done else raised
    if request.headers.get("HX-Request") == "true":
        status = status_of(problem) if problem else 200
        told = {"pin_problem": problem, "acknowledged": problem is None}
        return render_template("record/acknowledged.html", record=compose(number), **told), status
    if problem is not None:
        raise problem
    return redirect(url_for("record.show", number=number, _anchor="notes"), code=303)
