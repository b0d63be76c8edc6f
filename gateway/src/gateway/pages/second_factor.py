"""One's own second factor: chosen, confirmed by a code, ended by one; the same for staff and portal (R225)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts import Actor
from gateway.accounts.second_factor import address_of
from gateway.context import gateway, principal
from homefire.errors import Invalid, Problem, TooManyRequests
from homefire.statuses import status_of

Answer = Response | str | tuple[str, int]
LONGEST_CODE = 20


def make(name: str, prefix: str, template: str, declare: Callable[[Any], Any]) -> Blueprint:
    """The routes below `prefix`, for those whom `declare` lets in."""
    made = Blueprint(name, __name__, url_prefix=prefix)

    @made.get("")
    @declare
    def show() -> Answer:
        return _page(name, template)

    @made.post("/begin")
    @declare
    def begin() -> Answer:
        gateway().second_factors.begin(_own())
        return redirect(url_for(f"{name}.show"), code=303)

    @made.post("/confirm")
    @declare
    def confirm() -> Answer:
        try:
            address, session_id = request.remote_addr or "", principal().session_id
            kept = uuid.UUID(session_id) if session_id else None
            codes = gateway().second_factors.confirm(_own(), _code(), _actor(), address, kept=kept)
            if codes is None:
                raise _wrong()
        except (Invalid, TooManyRequests) as problem:
            return _page(name, template, problem=problem)
        return _page(name, template, codes=codes)

    @made.post("/end")
    @declare
    def end() -> Answer:
        try:
            if not gateway().second_factors.check(_own(), _code(), _actor(), request.remote_addr or ""):
                raise _wrong()
        except (Invalid, TooManyRequests) as problem:
            return _page(name, template, problem=problem)
        gateway().second_factors.end(_own(), _actor(), own=True)
        return redirect(url_for(f"{name}.show"), code=303)

    return made


def _page(
    name: str, template: str, *, problem: Problem | None = None, codes: list[str] | None = None
) -> Answer:
    secret = gateway().second_factors.pending(_own())
    page = render_template(
        template,
        name=name,
        is_on=gateway().second_factors.is_on(_own()),
        secret=secret,
        picture=_picture(secret) if secret else "",
        codes=codes,
        problem=problem,
    )
    return (page, status_of(problem)) if problem else page


def _picture(secret: str) -> Markup:
    """The QR code as a drawing within the page."""
    account = gateway().staff.account(_own())
    drawn = segno.make(address_of(secret, account["user_name"] if account else ""), error="m")
    return Markup(drawn.svg_inline(scale=4, omitsize=False))  # Drawn here, of no text of anybody's.


def _own() -> uuid.UUID:
    return uuid.UUID(principal().id)


def _actor() -> Actor:
    return Actor(_own(), principal().name)


def _code() -> str:
    return request.form.get("code", "")[:LONGEST_CODE]


def _wrong() -> Invalid:
    return Invalid(
        gettext("This code is not right. Wait for the next one and enter it."), code="code_refused"
    )


staff = make("second_factor", "/my-second-factor", "second_factor.html", access.entry)
portal = make(
    "portal_second_factor", "/portal/account/second-factor", "portal/second_factor.html", access.portal_entry
)
