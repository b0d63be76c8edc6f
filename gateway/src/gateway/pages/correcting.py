"""Correcting a Social Security number that is set: one person asks, another decides (R20, R113)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, forms
from gateway.context import gateway, principal, trace
from gateway.forms import FieldForm, reading
from gateway.pages.composing import compose
from gateway.pages.revealing import corrections_of
from homefire.client import Call
from homefire.errors import NotPermitted, Problem
from homefire.statuses import status_of

routes = Blueprint("correcting", __name__)
ASK, DECIDE = "customers:ssn.correct", "customers:ssn.correct.approve"
KINDS = ("SSN", "ITIN", "EIN")
PAGE_LENGTH = 25
REQUEST = "customers.request_ssn_correction"
DECISIONS = {
    "approve": "approve_ssn_correction",
    "reject": "reject_ssn_correction",
    "withdraw": "withdraw_ssn_correction",
}
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called, for the list of what is wrong."""

    label: Any


LABELS = {
    "tax_id_type": Label(_("Identifier Type")),
    "ssn": Label(_("New number")),
    "reason": Label(_("Reason")),
    "document_id": Label(_("Document")),
    "paper": Label(_("Paper that was seen")),
}


@routes.get("/customers/<int:number>/ssn-correction")
@access.page
def show(number: int) -> Answer:
    """The correction that waits, or the form that asks for one; what was corrected before."""
    return _page(number)


@routes.post("/customers/<int:number>/ssn-correction")
@access.page
def ask(number: int) -> Answer:
    """Asks for a correction."""
    form = _form("tax_id_type", "ssn", "reason", "document_id", "paper").sent()
    body = {**form.values, "document_id": reading.whole(form.values["document_id"])}
    try:
        forms.write(REQUEST, [number, body], form, http=True)
    except Problem as problem:
        return _page(number, asked=form.refused(problem, inline=True))
    return redirect(url_for("correcting.show", number=number), code=303)


@routes.post("/customers/<int:number>/ssn-correction/<int:correction_id>")
@access.page
def decide(number: int, correction_id: int) -> Answer:
    """Approves, rejects or withdraws, as the button says."""
    method = DECISIONS.get(request.form.get("action", ""))
    if method is None:
        return redirect(url_for("correcting.show", number=number), code=303)
    form = replace(_form(), values={"reason": reading.sentence("reason")}).sent()
    try:
        forms.write(f"customers.{method}", [correction_id, form.values], form)
    except Problem as problem:
        return _page(number, decision=form.refused(problem, inline=True))
    return redirect(url_for("correcting.show", number=number), code=303)


@routes.get("/ssn-corrections")
@access.page
def open_ones() -> str:
    """Corrections of every customer that wait for a second person, the oldest first."""
    options: dict[str, Any] = {"limit": PAGE_LENGTH}
    if request.args.get("cursor"):
        options["cursor"] = request.args["cursor"][:2000]
    call = Call("customers", "list_open_ssn_corrections", [], options)
    page = gateway().services.ask(principal(), call, trace=trace())
    return render_template("ssn_corrections.html", page=page)


def _form(*names: str) -> FieldForm:
    return FieldForm(values=reading.texts(names), limits=gateway().contracts.limits_of(REQUEST))


def _page(number: int, *, asked: FieldForm | None = None, decision: FieldForm | None = None) -> Answer:
    if not (principal().may(ASK) or principal().may(DECIDE)):
        raise NotPermitted()
    composed, corrections = compose(number), corrections_of(number)
    waiting = next((found for found in corrections if found["status"] == "OPEN"), None)
    blank = _form()
    problem = (asked and asked.problem) or (decision and decision.problem)
    page = render_template(
        "ssn_correction.html",
        record=composed,
        waiting=waiting,
        own=waiting is not None and waiting["requested_by_id"] == principal().id,
        earlier=[found for found in corrections if found["status"] != "OPEN"],
        sent_before=_transferred_before(composed, corrections),
        asked=asked or blank,
        decision=decision or blank,
        labels=LABELS,
        kinds=KINDS,
        may_ask=principal().may(ASK),
        may_decide=principal().may(DECIDE),
    )
    return page, status_of(problem) if problem else 200


def _transferred_before(composed: Mapping[str, Any], corrections: list[dict[str, Any]]) -> bool:
    """Whether the state office has the number that a correction has replaced (R20)."""
    section = composed["sections"]["applications"]
    approved = [found["decided_at"] for found in corrections if found["status"] == "APPROVED"]
    if section["state"] != "ok" or not approved:
        return False
    transfers = [found.get("transfer_date") for found in section["data"]["items"]]
    return any(day and day <= max(approved)[:10] for day in transfers)
