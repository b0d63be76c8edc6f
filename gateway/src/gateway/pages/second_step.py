"""The second step of logging in, for the staff and for the portal: the code of the second factor (R225)."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, half_way
from gateway.accounts import Actor
from gateway.context import gateway
from homefire.errors import NotAuthenticated, Problem, TooManyRequests
from homefire.statuses import status_of

Answer = Response | str | tuple[str, int]
LONGEST_CODE = 20


def after_password(account_id: uuid.UUID, onwards: str, step: str) -> Response:
    """A session, or the page that asks for the code, where the account has a second factor."""
    if not gateway().second_factors.is_on(account_id):
        return _let_in(account_id, onwards)
    response = redirect(url_for(step, next=onwards), code=303)
    half_way.remember(response, account_id)
    return response


def ask_code(template: str, door: str, onwards: str, problem: Problem | None = None) -> Answer:
    """The question for the code; without a right password before it, the log-in page."""
    if half_way.whose() is None:
        return redirect(url_for(door), code=303)
    page = render_template(template, back=onwards, problem=problem)
    return (page, status_of(problem)) if problem else page


def check_code(template: str, door: str, onwards: str) -> Answer:
    """Opens the session once the code is right."""
    account_id = half_way.whose()
    if account_id is None:
        return redirect(url_for(door), code=303)
    code = request.form.get("code", "")[:LONGEST_CODE]
    try:
        found = gateway().staff.account(account_id)
        by = Actor(account_id, found["name"] if found else "")
        if not gateway().second_factors.check(account_id, code, by, request.remote_addr or ""):
            raise NotAuthenticated("This code is not right.", code="code_refused")
    except (NotAuthenticated, TooManyRequests) as problem:
        return ask_code(template, door, onwards, problem)
    response = _let_in(account_id, onwards)
    half_way.forget(response)
    return response


def _let_in(account_id: uuid.UUID, onwards: str) -> Response:
    token = gateway().sessions.open(account_id, instead_of=access.session_token())
    response = redirect(onwards, code=303)
    access.set_cookie(response, "homefire", token)
    return response
