"""Accounts, for those who keep them: list, new account, change, password, closing (R244, R247, R265)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access, roles
from gateway.accounts import Actor, new_password, rules
from gateway.accounts.keeping import DoneBefore
from gateway.context import gateway, principal
from gateway.pages import account_form
from gateway.pages.account_form import LABELS, AccountForm
from gateway.pages.staff import PAGE_LENGTH, wanted_from_address
from homefire.errors import FieldProblem, Invalid, NotFound, Problem, StaleVersion

routes = Blueprint("accounts", __name__, url_prefix="/accounts")
STATES = {"active": True, "disabled": False, "all": None}
Answer = Response | str | tuple[str, int]


@routes.before_request
def _only_keepers() -> None:
    principal().require(rules.KEEPS)


@routes.get("")
@access.page
def show() -> str:
    """Every account, found by name, role, office and whether it is open."""
    state = request.args.get("state", "active")
    state = state if state in STATES else "active"
    wanted = wanted_from_address(active=STATES[state], everybody=True)
    rows, following = gateway().staff.page(wanted, request.args.get("cursor") or None, PAGE_LENGTH)
    return render_template(
        "staff/accounts.html",
        rows=rows,
        next=following,
        wanted=wanted,
        state=state,
        offices=gateway().offices.every(),
        roles=roles.roles(),
    )


@routes.get("/new")
@access.page
def new() -> Answer:
    """The form of a new account."""
    return _new_page(account_form.blank())


@routes.post("/new")
@access.page
def create() -> Answer:
    """A new account of the staff; a password made for it is shown on the answer and never again."""
    form = account_form.read(request.form)
    try:
        password = _chosen_password(form)
        user_name = _parsed_user_name(form)
        account_id = gateway().directory.create(
            user_name, "staff", account_form.profile_of(form), password, _actor(form.key), temporary=True
        )
    except DoneBefore as done:
        return _to(done.account_id, "before")
    except (Problem, ValueError) as error:
        return _new_page(replace(form, problem=_problem(error)))
    return _with_password(account_id, form, password, "created")


@routes.get("/<uuid:account_id>")
@access.page
def show_account(account_id: uuid.UUID) -> Answer:
    """One account: what can be changed, and what was done to it."""
    return _account_page(account_id)


@routes.post("/<uuid:account_id>")
@access.page
def change(account_id: uuid.UUID) -> Answer:
    """Asks whether the changes are meant, and then makes them."""
    form, account = account_form.read(request.form), _account(account_id)
    if "back" in request.form:
        return _account_page(account_id, form)
    try:
        profile = account_form.profile_of(form)
        if "confirmed" not in request.form:
            return _confirm_change(account, form)
        changed = gateway().directory.change(account_id, profile, form.version, _actor(form.key))
    except DoneBefore:
        return _to(account_id, "before")
    except StaleVersion as problem:
        return _account_page(account_id, problem=problem)
    except (Problem, ValueError) as error:
        return _account_page(account_id, replace(form, problem=_problem(error)))
    return _to(account_id, "changed" if changed else "same")


@routes.get("/<uuid:account_id>/password")
@access.page
def ask_password(account_id: uuid.UUID) -> Answer:
    """Asks for a new password, or to make one."""
    return _password_page(_account(account_id), account_form.blank())


@routes.post("/<uuid:account_id>/password")
@access.page
def set_password(account_id: uuid.UUID) -> Answer:
    """A new password, with which the account's sessions end. Its owner chooses another at the next log-in."""
    form, account = account_form.read(request.form), _account(account_id)
    try:
        password = _chosen_password(form)
        gateway().directory.set_password(account["user_name"], password, _actor(form.key), temporary=True)
    except DoneBefore:
        return _to(account_id, "before")
    except (Problem, ValueError) as error:
        return _password_page(account, replace(form, problem=_problem(error)))
    return _with_password(account_id, form, password, "password")


@routes.get("/<uuid:account_id>/<any(disable, enable):action>")
@access.page
def ask(account_id: uuid.UUID, action: str) -> Answer:
    """Asks whether the account is to be closed, or opened again."""
    return render_template(
        "staff/confirm.html", account=_account(account_id), action=action, key=uuid.uuid4()
    )


@routes.post("/<uuid:account_id>/<any(disable, enable):action>")
@access.page
def toggle(account_id: uuid.UUID, action: str) -> Answer:
    """Closes the account, which ends its sessions, or opens it again."""
    account, actor = _account(account_id), _actor(request.form.get("key", "")[:100] or None)
    try:
        gateway().directory.disable(account["user_name"], actor, disabled=action == "disable")
    except DoneBefore:
        return _to(account_id, "before")
    except ValueError as error:
        problem = _problem(error)
        return _account_page(account_id, problem=problem)
    return _to(account_id, "disabled" if action == "disable" else "enabled")


@routes.post("/<uuid:account_id>/second-factor/remove")
@access.page
def remove_factor(account_id: uuid.UUID) -> Answer:
    """Takes the second factor of somebody who has lost it away; the log says who did it (R225)."""
    _account(account_id)
    removed = gateway().second_factors.end(account_id, _actor(None), own=False)
    return _to(account_id, "factor" if removed else "same")


def _actor(key: str | None) -> Actor:
    return Actor(uuid.UUID(principal().id), principal().name, key)


def _account(account_id: uuid.UUID) -> dict[str, Any]:
    account = gateway().staff.account(account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def _to(account_id: uuid.UUID, done: str) -> Response:
    return redirect(url_for("accounts.show_account", account_id=account_id, done=done), code=303)


def _problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    assert isinstance(error, ValueError), "only what a rule refused comes here"
    return account_form.as_problem(error)


def _chosen_password(form: AccountForm) -> str:
    """One that was made, or the one that was typed twice."""
    if form.password_choice == "generate":
        return new_password()
    password, again = request.form.get("password", ""), request.form.get("password_again", "")
    if password != again:
        detail = "The two passwords are not the same. Type both again."
        raise Invalid(detail, fields=[FieldProblem("password", "not_the_same", detail)])
    return password


def _parsed_user_name(form: AccountForm) -> str:
    try:
        return rules.parse_user_name(form.values["user_name"])
    except ValueError as error:
        raw = account_form.as_problem(error)
        raise Invalid(fields=[FieldProblem("user_name", raw.code, raw.detail)]) from None


def _confirm_change(account: dict[str, Any], form: AccountForm) -> Answer:
    """The differences, each with what it was and will be; where there are none, nothing is asked."""
    before = account_form.of_account(account)
    if form.version != before.version:
        return _account_page(uuid.UUID(account["id"]), problem=StaleVersion())
    differences = account_form.differences(before, form, _office_names())
    if not differences:
        return _to(uuid.UUID(account["id"]), "same")
    return render_template(
        "staff/confirm_change.html",
        account=account,
        form=form,
        differences=differences,
        labels=LABELS,
        roles=roles.roles(),
    )


def _office_names() -> dict[str, str]:
    return {str(office["id"]): office["name"] for office in gateway().offices.every()}


def _new_page(form: AccountForm) -> Answer:
    page = render_template("staff/account_new.html", **_choices(form))
    return page, form.status


def _account_page(
    account_id: uuid.UUID, form: AccountForm | None = None, problem: Problem | None = None
) -> Answer:
    """The account's page: with what was typed, or as it stands and why something was not done."""
    account = _account(account_id)
    shown = form or replace(account_form.of_account(account), problem=problem)
    page = render_template(
        "staff/account.html",
        account=account,
        log=gateway().staff.log_of(account_id),
        has_factor=gateway().second_factors.is_on(account_id),
        done=request.args.get("done", ""),
        **_choices(shown),
    )
    return page, shown.status


def _choices(form: AccountForm) -> dict[str, Any]:
    return {
        "form": form,
        "labels": LABELS,
        "offices": gateway().offices.every(),
        "roles": roles.roles(),
        "titles": rules.TITLES,
        "days": rules.DAYS,
    }


def _password_page(account: dict[str, Any], form: AccountForm) -> Answer:
    page = render_template("staff/account_password.html", account=account, form=form, labels=LABELS)
    return page, form.status


def _with_password(account_id: uuid.UUID, form: AccountForm, password: str, done: str) -> Answer:
    """A password that was made is shown once, on this answer; one that was typed is known."""
    if form.password_choice == "typed":
        return _to(account_id, done)
    return render_template("staff/password_made.html", account=_account(account_id), password=password)
