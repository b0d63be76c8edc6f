"""Who may reach a view. Every view declares it; one that does not is refused.

@access.page                a person who has logged in, else the log-in page
@access.entry               the same, also while the password is one that somebody else has set
@access.background          the same, and what an open page sends by itself is no use of the session
@access.portal              a customer or vendor who has logged in and is linked to a number, else the portal's own
@access.portal_entry        the same, also before the log-in is linked and with somebody else's password
@access.api                 a session's cookie or an access token, else a problem document
@access.public              anybody
@access.public_without_form anybody, and a POST is authenticated by what it carries, never by a cookie

Staff see no page of the portal. Customers and vendors see those alone, and the API is not for them (R225, R244).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from gateway import roles
from gateway.context import gateway, trace
from gateway.sessions import SignedIn
from gateway.tokens import Principal
from homefire.errors import NotAuthenticated, NotPermitted

View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "X-CSRF-Token"


class Access(StrEnum):
    """What a view demands."""

    PUBLIC = "public"
    PUBLIC_WITHOUT_FORM = "public without form"
    PAGE = "page"
    ENTRY = "entry"
    BACKGROUND = "background"
    PORTAL = "portal"
    PORTAL_ENTRY = "portal entry"
    API = "api"


_FOR_STAFF = frozenset({Access.PAGE, Access.ENTRY, Access.BACKGROUND})
_FOR_PARTIES = frozenset({Access.PORTAL, Access.PORTAL_ENTRY})
_OF_PASSWORD = frozenset(
    {"portal_account.ask_password", "portal_account.change_password", "portal_home.log_out"}
)
"""All that is open in the portal as long as the password is one that somebody else has set."""
_OF_FACTOR = _OF_PASSWORD | {f"portal_second_factor.{name}" for name in ("show", "begin", "confirm")}
"""All that is open in the portal to who needs a second factor and has none."""
_WITHOUT_LINK = _OF_FACTOR | {"portal_second_factor.end", "portal_account.show", "portal_home.show"}
"""What is a person's own, whomever the log-in acts for."""
_MOST_FORM = "most_form"
_DECLARED = "access"
"""The attribute of a view that says its access."""


def _declaring(access: Access) -> Callable[[View], View]:
    def declare(view: View) -> View:
        setattr(view, _DECLARED, access)
        return view

    return declare


public = _declaring(Access.PUBLIC)
public_without_form = _declaring(Access.PUBLIC_WITHOUT_FORM)
page = _declaring(Access.PAGE)
entry = _declaring(Access.ENTRY)
background = _declaring(Access.BACKGROUND)
portal = _declaring(Access.PORTAL)
portal_entry = _declaring(Access.PORTAL_ENTRY)
api = _declaring(Access.API)


def takes_up_to(most: int) -> Callable[[View], View]:
    """Lets a page's form weigh more than others do, in bytes: one with a file in it."""

    def declare(view: View) -> View:
        setattr(view, _MOST_FORM, most)
        return view

    return declare


class ForeignForm(NotPermitted):
    """A form that our own page did not send, or that was open for too long."""

    code = "foreign_form"
    sentence = "This form is no longer valid. Load the page again and repeat what you did."


def install(app: Flask) -> None:
    """Every request is admitted before its view runs."""
    app.before_request(_admit)
    app.after_request(_give_form_cookie)


def _admit() -> BaseResponse | None:
    if request.url_rule is None:
        return None
    view = current_app.view_functions[request.url_rule.endpoint]
    declared = getattr(view, _DECLARED, None)
    if declared is None:
        raise NotPermitted("This address does not say who may use it, so nobody may.", code="undeclared")
    if declared is Access.PUBLIC_WITHOUT_FORM:
        return None
    g.principal = _identify(declared)
    if g.principal is None and declared in _FOR_STAFF | _FOR_PARTIES:
        return _to_log_in("/portal" if declared in _FOR_PARTIES else "")
    if g.principal is None and declared is Access.API:
        raise NotAuthenticated(code="token_missing")
    if g.principal is not None:
        _keep_apart(g.principal, declared)
    if request.method not in SAFE:
        if hasattr(view, _MOST_FORM):
            request.max_content_length = getattr(view, _MOST_FORM)
            # A file goes to the disk, and yet each piece of it that is read must fit into this.
            request.max_form_memory_size = 500_000
        _check_form(g.principal)
    if g.principal is not None and g.principal.password_temporary:
        return _to_own_password(declared)
    if g.principal is not None and g.principal.factor_missing:
        return _to_own_factor(declared)
    if declared in _FOR_PARTIES and not _link_holds(g.principal):
        return _to_log_in("/portal")
    if declared is Access.PORTAL and not g.principal.linked:
        return redirect(url_for("portal_home.show"), code=303)
    return None


def _link_holds(principal: Principal) -> bool:
    """Whether customers says what a customer's account says. The first page of the portal compares them itself."""
    if principal.kind != "customer" or not principal.linked or request.endpoint in _WITHOUT_LINK:
        return True
    return gateway().portal_links.holds(principal, trace())


def _keep_apart(principal: Principal, declared: Access) -> None:
    """Raises `NotPermitted` for a customer or vendor outside the portal and for staff within it (R225)."""
    if principal.in_portal and (declared in _FOR_STAFF or declared is Access.API):
        raise NotPermitted(
            gettext("This page is for the agency's staff. Go back to your own pages."), code="staff_only"
        )
    if not principal.in_portal and declared in _FOR_PARTIES:
        raise NotPermitted(
            gettext("This page is for customers and vendors. Log out first to see it."), code="portal_only"
        )


def _identify(declared: Access) -> Principal | None:
    """A bearer token counts only for the API, and then the cookie does not."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if declared is Access.API and scheme:
        if scheme.lower() != "bearer":
            raise NotAuthenticated("Send an access token as `Authorization: Bearer`.", code="token_missing")
        caller = gateway().verifier.verify(token.strip())
        return Principal(caller.id, caller.name, caller.kind, caller.scopes, party=caller.party)
    cookie = session_token()
    used = declared is not Access.BACKGROUND
    signed_in = gateway().sessions.find(cookie, used=used) if cookie else None
    return _person(signed_in, str(cookie)) if signed_in else None


def _person(signed_in: SignedIn, token: str) -> Principal:
    return Principal(
        id=str(signed_in.account_id),
        name=signed_in.display_name,
        kind=signed_in.kind,
        scopes=roles.scopes_in(signed_in.kind, signed_in.party, signed_in.roles),
        csrf_token=_bound("session", token),
        language=signed_in.language,
        password_temporary=signed_in.password_temporary,
        clock=signed_in.clock,
        party=signed_in.party,
        link_id=signed_in.link_id,
        session_id=str(signed_in.session_id),
        factor_missing=roles.need_second_factor(signed_in.roles) and not signed_in.second_factor,
    )


def _check_form(principal: Principal | None) -> None:
    """Refuses a change that a browser was made to send by somebody else's page."""
    if principal is not None and principal.csrf_token is None:
        return
    expected = principal.csrf_token if principal else _form_token()
    given = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    same_site = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    if not same_site or (origin and origin != request.host):
        raise ForeignForm()
    if expected is None or not hmac.compare_digest(expected.encode(), given.encode()):
        raise ForeignForm()


def csrf_token() -> str:
    """The token that a form of this page must carry: bound to the session, or before log-in to a cookie."""
    principal = g.get("principal")
    if principal is not None and principal.csrf_token:
        return str(principal.csrf_token)
    if not _form_token():
        g.form_cookie = secrets.token_urlsafe(24)
    return str(_form_token())


def session_token() -> str | None:
    """The session's token that the browser sent."""
    return request.cookies.get(cookie_name("homefire"))


def cookie_name(name: str) -> str:
    """With the prefix that makes browsers demand Secure, path `/` and no domain."""
    return f"__Host-{name}" if gateway().settings.secure_cookies else name


def set_cookie(
    response: BaseResponse, name: str, value: str, *, strict: bool = False, age: int | None = None
) -> None:
    """A cookie as all of ours are."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=age,
        path="/",
        secure=gateway().settings.secure_cookies,
        httponly=True,
        samesite="Strict" if strict else "Lax",
    )


def _form_token() -> str | None:
    cookie = g.get("form_cookie") or request.cookies.get(cookie_name("homefire-form"))
    return _bound("form", cookie) if cookie else None


def _give_form_cookie(response: Response) -> Response:
    if "form_cookie" in g:
        set_cookie(response, "homefire-form", g.form_cookie, strict=True)
    return response


def _bound(kind: str, value: str) -> str:
    return hmac.digest(gateway().settings.secret_key, f"csrf:{kind}:{value}".encode(), hashlib.sha256).hex()


def _to_own_password(declared: Access) -> BaseResponse | None:
    """A password that an administrator has set opens nothing before its owner has chosen another (R126)."""
    if declared is Access.API:
        raise NotPermitted("Choose a password of your own first.", code="password_temporary")
    if declared in (Access.PAGE, Access.BACKGROUND):
        return redirect(url_for("password.show"), code=303)
    if declared in _FOR_PARTIES and request.endpoint not in _OF_PASSWORD:
        return redirect(url_for("portal_account.ask_password"), code=303)
    return None


def _to_own_factor(declared: Access) -> BaseResponse | None:
    """Who needs a second factor and has none reaches nothing but the page where it is turned on (R225)."""
    if declared is Access.API:
        raise NotPermitted("Turn on your second factor first.", code="second_factor_missing")
    if declared in (Access.PAGE, Access.BACKGROUND):
        return redirect(url_for("second_factor.show"), code=303)
    if declared in _FOR_PARTIES and request.endpoint not in _OF_FACTOR:
        return redirect(url_for("portal_second_factor.show"), code=303)
    return None


def _to_log_in(portal: str) -> BaseResponse:
    """The log-in page, which afterwards leads back; a fragment's request sends the whole page there."""
    fragment = request.headers.get("HX-Request") == "true"
    back = request.full_path.rstrip("?") if request.method == "GET" else portal or "/"
    if fragment:
        back = urlsplit(request.headers.get("HX-Current-URL", "/")).path
    target = f"{portal}/log-in" + (
        f"?next={quote(back, safe='/')}" if back not in ("", portal or "/") else ""
    )
    return Response(status=204, headers={"HX-Redirect": target}) if fragment else redirect(target, code=303)
