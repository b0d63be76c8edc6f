"""The portal's door and its first page (R225, R245)."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway
from gateway.pages.home import back, without_cookie
from homefire.auth import PARTIES
from homefire.errors import NotAuthenticated, TooManyRequests
from homefire.statuses import status_of

routes = Blueprint("portal_home", __name__, url_prefix="/portal")
Answer = Response | str | tuple[str, int, dict[str, str]]


@routes.get("")
@access.portal_entry
def show() -> str:
    """What stands with a customer or a vendor."""
    return render_template("portal/home.html")


@routes.get("/log-in")
@access.public
def log_in_form() -> Answer:
    """The form; who is logged in already goes on."""
    if g.principal is not None:
        return redirect(_onwards() if g.principal.in_portal else "/", code=303)
    return render_template("portal/log_in.html", back=_onwards())


@routes.post("/log-in")
@access.public
def log_in() -> Answer:
    """Opens a session of a customer or a vendor; the staff's log-ins do not count here."""
    user_name, password = request.form.get("user_name", ""), request.form.get("password", "")
    try:
        account_id = gateway().accounts.authenticate(user_name, password, request.remote_addr or "", PARTIES)
    except (NotAuthenticated, TooManyRequests) as problem:
        page = render_template("portal/log_in.html", back=_onwards(), problem=problem, user_name=user_name)
        wait = problem.extra.get("retry_after")
        return page, status_of(problem), {"Retry-After": str(wait)} if wait else {}
    token = gateway().sessions.open(account_id, instead_of=access.session_token())
    response = redirect(_onwards(), code=303)
    access.set_cookie(response, "homefire", token)
    return response


@routes.post("/log-out")
@access.portal_entry
def log_out() -> Response:
    """Ends the session on the server; the cookie alone would not be enough."""
    token = access.session_token()
    if token:
        gateway().sessions.end(token)
    return without_cookie(redirect(url_for("portal_home.log_in_form"), code=303))


def _onwards() -> str:
    """A page of the portal, never one of the staff."""
    target = back("/portal")
    return target if target == "/portal" or target.startswith("/portal/") else "/portal"
