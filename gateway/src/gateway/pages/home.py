"""Log-in, log-out, the language, and where `/` leads."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, languages
from gateway.context import gateway, principal, trace
from gateway.locks import Locks
from homefire.errors import NotAuthenticated, Problem, TooManyRequests
from homefire.statuses import status_of

routes = Blueprint("home", __name__)
YEAR = 365 * 24 * 3600


@routes.get("/")
@access.page
def home() -> Response:
    """The home page is the lookup (R126)."""
    return redirect(url_for("customers.lookup"), code=303)


@routes.get("/log-in")
@access.public
def log_in_form() -> str | Response:
    """The log-in form; who is logged in already goes on."""
    if g.principal is not None:
        return redirect(url_for("portal_home.show") if g.principal.in_portal else back(), code=303)
    return render_template("log_in.html", back=back())


@routes.post("/log-in")
@access.public
def log_in() -> Response | tuple[str, int, dict[str, str]]:
    """Opens a session, always a new one, and goes where the person wanted to go."""
    user_name = request.form.get("user_name", "")
    password = request.form.get("password", "")
    try:
        account_id = gateway().accounts.authenticate(user_name, password, request.remote_addr or "")
    except (NotAuthenticated, TooManyRequests) as problem:
        return _refused(problem, user_name)
    token = gateway().sessions.open(account_id, instead_of=access.session_token())
    response = redirect(back(), code=303)
    access.set_cookie(response, "homefire", token)
    return response


@routes.post("/log-out")
@access.entry
def log_out() -> Response:
    """Ends the session on the server; the cookie alone would not be enough. Records held are free then (R150).

    The session ends first, so that no heartbeat of an open page takes a record again that was just given back.
    """
    token = access.session_token()
    if token:
        gateway().sessions.end(token)
    if principal().may("customers:write"):
        Locks(gateway().services, principal(), trace()).release_all()
    return without_cookie(redirect(url_for("home.log_in_form"), code=303))


@routes.post("/language")
@access.public
def choose_language() -> Response:
    """Remembers the language in this browser."""
    chosen = request.form.get("language", "")
    response = redirect(back(), code=303)
    if chosen in languages.LANGUAGES:
        access.set_cookie(response, languages.COOKIE, chosen, age=YEAR)
    return response


def _refused(problem: Problem, user_name: str) -> tuple[str, int, dict[str, str]]:
    page = render_template("log_in.html", back=back(), problem=problem, user_name=user_name)
    wait = problem.extra.get("retry_after")
    return page, status_of(problem), {"Retry-After": str(wait)} if wait else {}


def without_cookie(response: Response) -> Response:
    """The answer that makes the browser forget the session."""
    response.delete_cookie(
        access.cookie_name("homefire"), path="/", secure=gateway().settings.secure_cookies, httponly=True
    )
    return response


def back(otherwise: str = "/") -> str:
    """Where to go afterwards: a path of ours, never another site."""
    target = request.values.get("next", otherwise)
    parts = urlsplit(target)
    plain = not parts.scheme and not parts.netloc and "\\" not in target and target.isprintable()
    return target if plain and target.startswith("/") and not target.startswith("//") else otherwise
