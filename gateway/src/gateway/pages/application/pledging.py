"""The pledges of one application: promising a payment, and what became of a promise (R87 to R89)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal
from gateway.pages import said
from gateway.pages.application import sending
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.record import routes
from gateway.recordfields import RecordField
from gateway.recordform import RecordForm
from homefire.errors import (
    AcknowledgementRequired,
    NotFound,
    NotPermitted,
    Problem,
    StaleVersion,
    Unavailable,
)
from homefire.statuses import status_of

SCOPE = "applications:write"
FIELDS = {
    each.name: each
    for each in (
        RecordField("memo", _("Memo"), "new-pledge"),
        RecordField("amount", _("Amount"), "new-pledge"),
        RecordField("payee", _("Payee"), "new-pledge"),
        RecordField("account_number", _("Account Number"), "new-pledge"),
        RecordField("date_submitted", _("Date Submitted"), "new-pledge", "day"),
    )
}
REASON = {"reason": RecordField("reason", _("Reason"), "pledge")}
WAYS = {"PAID": _("Mark as paid"), "CANCELLED": _("Cancel"), "OPEN": _("Open again")}
"""What a move of a pledge is called."""
PATH = "/customers/<int:number>/applications/<int:application_id>/pledges"
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def pledges(number: int, application_id: int) -> Response:
    """The pledges, and the form for another one with what the application says of its utility."""
    composed, application = open_application(number, application_id)
    today = datetime.now(gateway().settings.base.time_zone).date()
    proposed = {
        "payee": application["utility"] or "",
        "account_number": application["account_number"] or "",
        "date_submitted": FIELDS["date_submitted"].show(today.isoformat()),
    }
    form = _form(FIELDS, "applications.add_pledge", proposed)
    saved = said.heard(number)
    response = make_response(_page(composed, application, form, saved))
    if saved is not None:
        said.forget(response)
    return response


@routes.post(PATH)
@access.page
def add_pledge(number: int, application_id: int) -> Answer:
    """Records the promise; a form that was sent twice makes one (R89, R254)."""
    _require()
    require_application(number, application_id)
    form = _sent(FIELDS, "applications.add_pledge")
    body = {name: text for name, text in form.values.items() if text or name in ("memo", "amount")}
    try:
        answer = _write(number, "add_pledge", application_id, body, form)
    except Problem as problem:
        composed, application = open_application(number, application_id)
        return _page(composed, application, _refused(form, problem)), status_of(problem)
    return _done(number, application_id, answer)


@routes.get(f"{PATH}/<int:pledge_id>/<status>")
@access.page
def change_pledge(number: int, application_id: int, pledge_id: int, status: str) -> str:
    """The question whether a pledge was paid, is cancelled or is open again, and why."""
    _require()
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id, status)
    form = _form(REASON, "applications.change_pledge_status", {})
    return _asking(composed, application, pledge, status, form)


@routes.post(f"{PATH}/<int:pledge_id>/<status>")
@access.page
def set_pledge_status(number: int, application_id: int, pledge_id: int, status: str) -> Answer:
    """Moves the pledge. Raises `NotFound` for one of another application."""
    _require()
    form = _sent(REASON, "applications.change_pledge_status")
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id)
    body = {"status": status.upper(), "reason": form.values["reason"]}
    beside = {"if_match": request.form.get("version", "")}
    try:
        answer = _write(number, "change_pledge_status", pledge_id, body, form, beside)
    except StaleVersion:
        return _changed_since(number, application_id, pledge_id, status, form)
    except Problem as problem:
        # What was decided was decided about the version that the form came with.
        seen = {**pledge, "version": beside["if_match"]}
        return _asking(composed, application, seen, status, _refused(form, problem)), status_of(problem)
    return _done(number, application_id, answer)


def _require() -> None:
    if not principal().may(SCOPE):
        raise NotPermitted()


def _pledge_of(application: Mapping[str, Any], pledge_id: int, status: str = "") -> Mapping[str, Any]:
    for pledge in application["pledges"]:
        if pledge["id"] == pledge_id and (not status or status.upper() in pledge["next_statuses"]):
            found: Mapping[str, Any] = pledge
            return found
    raise NotFound(
        "This application has no such pledge, or the pledge has changed since. Open the application again."
    )


def _changed_since(
    number: int, application_id: int, pledge_id: int, status: str, form: RecordForm
) -> tuple[str, int]:
    """The question again about the pledge as it is now, with who changed it to what (R152).

    A move that the pledge has no more is not offered again.
    """
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id)
    stale = StaleVersion()
    form = replace(_refused(form, stale), problem=None)
    return _asking(composed, application, pledge, status, form, changed=True), status_of(stale)


def _write(
    number: int,
    operation: str,
    about: int,
    body: dict[str, Any],
    form: RecordForm,
    more: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    beside = {"idempotency_key": form.key, **more}
    beside |= {"acknowledgement": form.acknowledgement} if form.acknowledgement else {}
    answer: dict[str, Any] = sending.write(number, operation, [about, body], beside)
    return answer


def _form(fields: Mapping[str, RecordField], operation: str, values: Mapping[str, str]) -> RecordForm:
    return RecordForm(
        values={**dict.fromkeys(fields, ""), **values},
        base={},
        editable=principal().may(SCOPE),
        limits=gateway().contracts.limits_of(operation),
    )


def _sent(fields: Mapping[str, RecordField], operation: str) -> RecordForm:
    values = {name: request.form.get(name, "").strip() for name in fields}
    return replace(
        _form(fields, operation, values),
        key=request.form.get("key") or str(uuid.uuid4()),
        acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
    )


def _refused(form: RecordForm, problem: Problem) -> RecordForm:
    """The form with all that was typed. An answer that did not come was perhaps a write, and keeps its key."""
    asks = isinstance(problem, AcknowledgementRequired) or bool(form.acknowledgement)
    return replace(
        form,
        key=form.key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
        problem=None if isinstance(problem, AcknowledgementRequired) else problem,
        asks_acknowledgement=asks,
    )


def _done(number: int, application_id: int, answer: Mapping[str, Any]) -> Response:
    target = url_for("record.pledges", number=number, application_id=application_id)
    response = redirect(target, code=303)
    said.say(response, number, fields=1, warnings=answer.get("warnings") or [])
    return response


def _page(
    composed: Mapping[str, Any],
    application: Mapping[str, Any],
    form: RecordForm,
    saved: Mapping[str, Any] | None = None,
) -> str:
    return render_template(
        "application/pledges.html",
        record=composed,
        application=application,
        form=form,
        labels=FIELDS,
        saved=saved,
        ways=WAYS if principal().may(SCOPE) else {},
    )


def _asking(
    composed: Mapping[str, Any],
    application: Mapping[str, Any],
    pledge: Mapping[str, Any],
    status: str,
    form: RecordForm,
    *,
    changed: bool = False,
) -> str:
    return render_template(
        "application/pledge.html",
        changed=changed,
        possible=status.upper() in pledge["next_statuses"],
        record=composed,
        application=application,
        pledge=pledge,
        status=status,
        way=WAYS.get(status.upper(), ""),
        form=form,
        labels=REASON,
    )
