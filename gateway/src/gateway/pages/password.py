"""One's own password: changed at will, and at once where an administrator has set it (R126)."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, passwords
from gateway.accounts import Actor
from gateway.accounts.keeping import DoneBefore
from gateway.context import gateway, principal
from homefire.errors import FieldProblem, Invalid, NotAuthenticated, Problem, TooManyRequests
from homefire.statuses import status_of

routes = Blueprint("password", __name__)
Answer = Response | str | tuple[str, int]


@routes.get("/my-password")
@access.entry
def show() -> Answer:
    """The form."""
    return _page()


@routes.post("/my-password")
@access.entry
def change() -> Answer:
    """Another password; every session ends but this one, which goes on under a new token."""
    try:
        return change_own(url_for("home.home"))
    except (Invalid, TooManyRequests) as problem:
        return _page(problem)


def change_own(onwards: str) -> Response:
    """Puts the new password of this form in place and goes on in a new session.

    Raises `Invalid` at a field, `TooManyRequests` after too many wrong passwords.
    """
    new = request.form.get("new_password", "")
    response = redirect(onwards, code=303)
    try:
        account_id = _check(new)
        actor = Actor(account_id, principal().name, request.form.get("key", "")[:100] or None)
        gateway().directory.set_password(_user_name(), new, actor)
    except DoneBefore:
        return response
    except passwords.PasswordTooShort as error:
        raise _at("new_password", "too_short", str(error)) from None
    token = gateway().sessions.open(account_id, instead_of=access.session_token())
    access.set_cookie(response, "homefire", token)
    return response


def _check(new: str) -> uuid.UUID:
    """Whose password it is. Raises `Invalid` at a field, `TooManyRequests` after too many wrong ones."""
    current = request.form.get("password", "")
    kinds = (principal().kind,)
    try:
        account_id = gateway().accounts.authenticate(_user_name(), current, request.remote_addr or "", kinds)
    except NotAuthenticated:
        raise _at("password", "wrong", "This is not your password.") from None
    if new != request.form.get("new_password_again", ""):
        raise _at("new_password", "not_the_same", "The two passwords are not the same. Type both again.")
    if new == current:
        raise _at("new_password", "the_same", "Choose a password that is not the one you have.")
    return account_id


def _user_name() -> str:
    account = gateway().staff.account(uuid.UUID(principal().id))
    return str(account["user_name"]) if account else ""


def _at(field: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(field, code, detail)])


def _page(problem: Problem | None = None) -> Answer:
    errors = {entry.field: entry.detail for entry in problem.fields} if problem else {}
    page = render_template("my_password.html", problem=problem, errors=errors, key=uuid.uuid4())
    return (page, status_of(problem)) if problem else page
