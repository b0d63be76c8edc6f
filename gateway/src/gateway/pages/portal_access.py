"""Who acts for a customer in the portal: linking a log-in, taking it away, a letter with a code (R262).

Each change is the customers service's, which owns the link; the account in the gateway repeats it. What was done in one
and not yet in the other is seen on this page and mended by doing it again, or by the customer's next visit.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts import Actor
from gateway.accounts.portal import Party, show_code
from gateway.context import gateway, principal, trace
from gateway.forms import write
from gateway.pages.composing import compose
from gateway.pages.opening import locks
from gateway.pages.standing import ReasonForm, ask, read_form, token_of
from homefire.client import Call
from homefire.errors import NotFound, NotPermitted, Problem, Unavailable

routes = Blueprint("portal_access", __name__, url_prefix="/customers/<int:number>/portal-access")
Answer = Response | str | tuple[str, int]
LONGEST_CODE = 20


@routes.get("")
@access.page
def show(number: int) -> Answer:
    """Links, letters and sign-ups of a record; with `code`, the sign-up that it finds."""
    principal().require("customers:read")
    return _page(number, ReasonForm())


@routes.post("/links")
@access.page
def link(number: int) -> Answer:
    """Links the log-in of a sign-up to this customer."""
    form = read_form()
    try:
        account = _found(request.form.get("code", ""))
        body = {"account_id": account.id, "account_name": account.name}
        stored = _write(number, form, "link_portal_account", number, body)
        number_linked, link_id = stored["customer_number"], stored["id"]
        gateway().portal_accounts.act_for(uuid.UUID(account.id), number_linked, link_id, _actor())
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True))
    return _to(number, "linked")


@routes.post("/links/<int:link_id>/end")
@access.page
def end(number: int, link_id: int) -> Answer:
    """Takes a log-in away: at customers, which owns the link, then here, where its sessions end.

    Sessions that go on because this was not done compare the link within a minute.
    """
    form = read_form()
    try:
        _require()
        [found] = [each for each in ask("get_portal_access", number)["links"] if each["id"] == link_id] or [
            None
        ]
        if found is None:
            raise NotFound("This customer has no such log-in. Load the page again.")
        write("customers.end_portal_link", [number, link_id], form)
        gateway().portal_accounts.act_no_more(uuid.UUID(found["account_id"]), link_id, _actor())
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True))
    return _to(number, "ended")


@routes.post("/codes")
@access.page
def order(number: int) -> Answer:
    """A code, and the letter with it: this answer is the only place where it stands."""
    form = read_form()
    try:
        _require()
        token = token_of(number)
        try:
            code = gateway().services.ask_http(
                principal(),
                "customers",
                "order_portal_code",
                [number],
                lock_token=token,
                acknowledgement=form.acknowledgement or None,
                trace=trace(),
            )
        finally:
            locks().release(number, token)
    except Problem as problem:
        return _page(number, form.refused(problem, inline=True))
    return render_template("portal_letter.html", number=number, record=compose(number), code=code)


def _write(number: int, form: ReasonForm, method: str, *args: Any) -> Any:
    """One write to the record under its lock, which is given back."""
    _require()
    token = token_of(number)
    try:
        return write(f"customers.{method}", args, form, token=token)
    finally:
        locks().release(number, token)


def _require() -> None:
    if not principal().may("customers:portal.link"):
        raise NotPermitted()


def _found(code: str) -> Party:
    account = gateway().portal_accounts.by_code(code[:LONGEST_CODE])
    if account is None:
        raise NotFound(
            "No sign-up has this code. Ask the customer to read it again from the portal's first page."
        )
    return account


def _actor() -> Actor:
    return Actor(uuid.UUID(principal().id), principal().name)


def _to(number: int, done: str) -> Response:
    return redirect(url_for("portal_access.show", number=number, done=done), code=303)


def _page(number: int, form: ReasonForm) -> Answer:
    stored = ask("get_portal_access", number)
    code = request.values.get("code", "")
    found = gateway().portal_accounts.by_code(code[:LONGEST_CODE]) if code else None
    held = gateway().portal_accounts.parties_of(each["account_id"] for each in stored["links"])
    page = render_template(
        "portal_access.html",
        record=compose(number),
        links=[_standing(each, held) for each in stored["links"]],
        codes=stored["codes"],
        registrations=_registrations(number),
        code=code,
        found=found,
        found_code=show_code(found.sign_up_code) if found else "",
        form=form,
        done=request.args.get("done", ""),
    )
    return page, form.status


def _standing(link: Mapping[str, Any], held: Mapping[str, str | None]) -> dict[str, Any]:
    """A link, and whether the account says the same."""
    party = f"customer/{link['customer_number']}" if link["ended_at"] is None else None
    return {**link, "agrees": link["ended_at"] is not None or held.get(link["account_id"]) == party}


def _registrations(number: int) -> list[dict[str, Any]] | None:
    """What the customer has signed up for; nothing to show while applications does not answer."""
    call = Call("applications", "list_registrations", [number])
    try:
        items: list[dict[str, Any]] = gateway().services.ask(principal(), call, trace=trace())["items"]
    except (Unavailable, NotPermitted):
        return None
    return items
