"""The portal's door and its first page (R225, R245)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts.portal import show_code
from gateway.context import gateway, principal
from gateway.pages import second_step
from gateway.pages.home import back, without_cookie
from gateway.pages.portal.asking import ask, next_key, own_actor
from gateway.pages.second_step import after_password
from homefire.auth import PARTIES
from homefire.errors import NotAuthenticated, TooManyRequests, Unavailable
from homefire.statuses import status_of

routes = Blueprint("portal_home", __name__, url_prefix="/portal")
Answer = Response | str | tuple[str, int, dict[str, str]]


@routes.get("")
@access.portal_entry
def show() -> Response | str:
    """What stands with a customer or a vendor; before the log-in is linked, how far the sign-up is."""
    done = request.args.get("done", "")
    if principal().kind != "customer":
        return render_template("portal/vendor.html", items=_items("list_assignments"))
    link = ask("customers", "get_own_portal_link")
    if gateway().portal_links.follow(principal(), link):
        # The account is told anew what customers says: a link was made or ended since the last visit.
        return redirect(url_for("portal_home.show", done=done or None), code=303)
    if link["state"] == "DELETED":
        return render_template("portal/closed.html")
    if not principal().linked:
        account = gateway().portal_accounts.by_id(own_actor().id)
        code = show_code(account.sign_up_code) if account else ""
        return render_template(
            "portal/unlinked.html", done=done, code=code, sign_up=_sign_up(), key=next_key(None)
        )
    applications = ask("applications", "list_own_applications")["items"]
    return render_template(
        "portal/home.html",
        done=done,
        applications=applications,
        sign_up=_sign_up(),
        jobs=_items("list_own_jobs"),
        unread=_unread(),
    )


def _items(operation: str) -> list[dict[str, Any]] | None:
    """The vendor's work, or what was done at a customer's home; nothing while weatherization does not answer."""
    try:
        items: list[dict[str, Any]] = ask("weatherization", operation)["items"]
    except Unavailable:
        return None
    return items


def _unread() -> int:
    """How many messages wait; none while messaging does not answer."""
    try:
        return int(ask("messaging", "list_portal_messages", limit=1)["unread"])
    except Unavailable:
        return 0


def _sign_up() -> Any:
    return ask("applications", "get_sign_up")


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
    return after_password(account_id, _onwards(), "portal_home.ask_code")


@routes.get("/log-in/code")
@access.public
def ask_code() -> second_step.Answer:
    """The question for the second factor's code, once the password was right."""
    return second_step.ask_code("portal/log_in_code.html", "portal_home.log_in_form", _onwards())


@routes.post("/log-in/code")
@access.public
def check_code() -> second_step.Answer:
    """Opens the session once the code is right."""
    return second_step.check_code("portal/log_in_code.html", "portal_home.log_in_form", _onwards())


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
