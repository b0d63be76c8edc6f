"""A customer's or vendor's own account: the password (R225)."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.pages.password import change_own
from homefire.errors import Invalid, Problem, TooManyRequests
from homefire.statuses import status_of

routes = Blueprint("portal_account", __name__, url_prefix="/portal/account")
Answer = Response | str | tuple[str, int]


@routes.get("")
@access.portal_entry
def show() -> str:
    """What can be changed."""
    return render_template("portal/account.html")


@routes.get("/password")
@access.portal_entry
def ask_password() -> Answer:
    """The form of another password."""
    return _password_page()


@routes.post("/password")
@access.portal_entry
def change_password() -> Answer:
    """Another password; every session ends but this one, which goes on under a new token."""
    try:
        return change_own(url_for("portal_account.show"))
    except (Invalid, TooManyRequests) as problem:
        return _password_page(problem)


def _password_page(problem: Problem | None = None) -> Answer:
    errors = {entry.field: entry.detail for entry in problem.fields} if problem else {}
    page = render_template("portal/password.html", problem=problem, errors=errors, key=uuid.uuid4())
    return (page, status_of(problem)) if problem else page
