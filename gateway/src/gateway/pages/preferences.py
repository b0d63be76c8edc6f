"""What somebody chooses for themselves: on which clock every screen shows times (R106)."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, clocks
from gateway.context import gateway, principal
from homefire.errors import FieldProblem, Invalid

routes = Blueprint("preferences", __name__)
OWN = "own"
"""What the form sends for each screen's own clock."""


@routes.get("/my-preferences")
@access.page
def show() -> str:
    """The form with what is chosen now."""
    return render_template(
        "my_preferences.html", clock=principal().clock or OWN, saved="saved" in request.args
    )


@routes.post("/my-preferences")
@access.page
def choose() -> Response:
    """Keeps the choice with the account; it counts from the next page on. Raises `Invalid`."""
    clock = request.form.get("clock", "")
    if clock not in (OWN, *clocks.FORMS):
        raise Invalid(fields=[FieldProblem("clock", "not_a_choice", "Choose one of the clocks.")])
    gateway().preferences.set_clock(uuid.UUID(principal().id), None if clock == OWN else clock)
    return redirect(url_for("preferences.show", saved="yes"), code=303)
