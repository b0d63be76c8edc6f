"""A vendor's log-in for the portal, made by who keeps accounts (R244)."""

from __future__ import annotations

import uuid
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts import Actor, new_password, rules
from gateway.accounts.keeping import DoneBefore
from gateway.accounts.rules import Profile
from gateway.context import gateway, principal, trace
from gateway.forms import reading
from gateway.pages import account_form
from gateway.pages.account_form import LABELS, AccountForm
from homefire.client import Call
from homefire.errors import FieldProblem, Invalid, NotFound, Problem

routes = Blueprint("vendor_accounts", __name__, url_prefix="/accounts/new-vendor")
Answer = Response | str | tuple[str, int]
FIELDS = ("vendor_number", "user_name", "display_name")
MOST_DIGITS = 9


@routes.before_request
def _only_keepers() -> None:
    principal().require(rules.KEEPS)


@routes.get("")
@access.page
def new() -> Answer:
    """The form; the vendor's record gives its number."""
    number = request.args.get("vendor_number", "")
    given = number if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS else ""
    values = dict.fromkeys(FIELDS, "") | {"vendor_number": given}
    return _page(replace(account_form.blank(), values=values))


@routes.post("")
@access.page
def create() -> Answer:
    """An account that acts for the vendor of a number; its password is made and shown once."""
    values = reading.texts(FIELDS)
    form = replace(account_form.read(request.form), values=values)
    password = new_password()
    try:
        number = _vendor(values["vendor_number"])
        account_id = gateway().directory.create(
            values["user_name"],
            "vendor",
            Profile(values["display_name"], ("vendor",)),
            password,
            Actor(uuid.UUID(principal().id), principal().name, form.key),
            temporary=True,
            party=f"vendor/{number}",
        )
    except DoneBefore as done:
        return redirect(url_for("accounts.show_account", account_id=done.account_id, done="before"), code=303)
    except (Problem, ValueError) as error:
        problem = error if isinstance(error, Problem) else account_form.as_problem(error)
        return _page(replace(form, problem=problem))
    account = gateway().staff.account(account_id)
    return render_template("staff/password_made.html", account=account, password=password)


def _vendor(text: str) -> int:
    """The number, once weatherization knows a vendor by it."""
    detail = "No vendor has this number. Look it up among the vendors."
    unknown = Invalid(detail, fields=[FieldProblem("vendor_number", "unknown_vendor", detail)])
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise unknown
    try:
        call = Call("weatherization", "get_vendor", [int(text)])
        gateway().services.ask(principal(), call, trace=trace())
    except NotFound:
        raise unknown from None
    return int(text)


def _page(form: AccountForm) -> Answer:
    page = render_template("staff/vendor_new.html", form=form, labels=LABELS)
    return page, form.status
