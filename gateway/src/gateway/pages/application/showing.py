"""One application with what was promised for it (R77)."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from gateway import access
from gateway.pages import said
from gateway.pages.application.opening import open_application
from gateway.pages.application.summary import summary_of
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.errors import Unavailable


@routes.get("/customers/<int:number>/applications/<int:application_id>")
@access.page
def application(number: int, application_id: int) -> Response | str:
    """One application, which the Program link opens (R77). Raises `NotFound`."""
    try:
        composed, found = open_application(number, application_id)
    except Unavailable:
        return render_template("application/showing.html", record=compose(number), application=None)
    saved = said.heard(number)
    response = make_response(
        render_template(
            "application/showing.html",
            record=composed,
            application=found,
            saved=saved,
            summary=summary_of(composed, found),
        )
    )
    if saved is not None:
        said.forget(response)
    return response
