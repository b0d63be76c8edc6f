"""Correcting a Social Security number that is set: one person asks, another decides (R20, R113)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.pages.composing import compose
from gateway.pages.revealing import corrections_of
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, NotPermitted, Problem, Unavailable
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


@dataclass(frozen=True, slots=True)
class Form:
    """One of the page's forms, as it was typed and as it was refused. The fields' macros read it."""

    values: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    problem: Problem | None = None
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    asks_acknowledgement: bool = False
    editable: bool = True

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {entry.field: entry.detail for entry in self.problem.fields} if self.problem else {}


@routes.get("/customers/<int:number>/ssn-correction")
@access.page
def show(number: int) -> Answer:
    """The correction that waits, or the form that asks for one; what was corrected before."""
    return _page(number)


@routes.post("/customers/<int:number>/ssn-correction")
@access.page
def ask(number: int) -> Answer:
    """Asks for a correction."""
    names = ("tax_id_type", "ssn", "reason", "document_id", "paper")
    values = {name: request.form.get(name, "").strip() for name in names}
    document = values["document_id"]
    body = {
        **{name: values[name] for name in ("tax_id_type", "ssn", "reason", "paper")},
        "document_id": int(document) if document.isascii() and document.isdigit() else None,
    }
    key = request.form.get("key") or str(uuid.uuid4())
    try:
        gateway().services.ask_http(
            principal(),
            "customers",
            "request_ssn_correction",
            [number],
            body,
            trace=trace(),
            idempotency_key=key,
        )
    except Problem as problem:
        return _page(number, asked=_again(values, problem, key))
    return redirect(url_for("correcting.show", number=number), code=303)


@routes.post("/customers/<int:number>/ssn-correction/<int:correction_id>")
@access.page
def decide(number: int, correction_id: int) -> Answer:
    """Approves, rejects or withdraws, as the button says."""
    method = DECISIONS.get(request.form.get("action", ""))
    if method is None:
        return redirect(url_for("correcting.show", number=number), code=303)
    values = {name: " ".join(request.form.get(name, "").split()) for name in ("reason", "acknowledgement")}
    key = request.form.get("key") or str(uuid.uuid4())
    beside = {"idempotency_key": key}
    if values["acknowledgement"]:
        beside["acknowledgement"] = values["acknowledgement"]
    call = Call("customers", method, [correction_id, {"reason": values["reason"]}], beside)
    try:
        gateway().services.ask(principal(), call, trace=trace())
    except Problem as problem:
        return _page(number, decision=_again(values, problem, key))
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


def _again(values: Mapping[str, str], problem: Problem, key: str) -> Form:
    """The form as it was typed. Only an answer that did not come keeps its key: it was perhaps carried out."""
    asks = isinstance(problem, AcknowledgementRequired)
    return Form(
        values=values,
        limits=gateway().contracts.limits_of(REQUEST),
        problem=problem,
        key=key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
        asks_acknowledgement=asks or bool(values.get("acknowledgement")),
    )


def _page(number: int, *, asked: Form | None = None, decision: Form | None = None) -> Answer:
    if not (principal().may(ASK) or principal().may(DECIDE)):
        raise NotPermitted()
    composed, corrections = compose(number), corrections_of(number)
    waiting = next((found for found in corrections if found["status"] == "OPEN"), None)
    blank = Form(limits=gateway().contracts.limits_of(REQUEST))
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
