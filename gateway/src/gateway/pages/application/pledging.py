"""The pledges of one application: promising a payment, and what became of a promise (R87 to R89)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import agency_today, principal
from gateway.forms import FieldForm, FormKind
from gateway.pages import said
from gateway.pages.application import sending
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.record import routes
from gateway.recordfields import RecordField
from homefire.errors import NotFound, NotPermitted, Problem, StaleVersion
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
ADD = FormKind("new-pledge", "applications.add_pledge", FIELDS, scope=SCOPE)
MOVE = FormKind("pledge", "applications.change_pledge_status", REASON, scope=SCOPE)
WAYS = {"PAID": _("Mark as paid"), "CANCELLED": _("Cancel"), "OPEN": _("Open again")}
"""What a move of a pledge is called."""
PATH = "/customers/<int:number>/applications/<int:application_id>/pledges"
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def pledges(number: int, application_id: int) -> Response:
    """The pledges, and the form for another one with what the application says of its utility."""
    composed, application = open_application(number, application_id)
    today = agency_today()
    proposed = {
        "payee": application["utility"] or "",
        "account_number": application["account_number"] or "",
        "date_submitted": FIELDS["date_submitted"].show(today.isoformat()),
    }
    form = ADD.shown(proposed)
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
    form = ADD.sent()
    body = {name: text for name, text in form.values.items() if text or name in ("memo", "amount")}
    try:
        answer = sending.write(number, "add_pledge", [application_id, body], form)
    except Problem as problem:
        composed, application = open_application(number, application_id)
        return _page(composed, application, form.refused(problem)), status_of(problem)
    return _done(number, application_id, answer)


@routes.get(f"{PATH}/<int:pledge_id>/<status>")
@access.page
def change_pledge(number: int, application_id: int, pledge_id: int, status: str) -> str:
    """The question whether a pledge was paid, is cancelled or is open again, and why."""
    _require()
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id, status)
    form = MOVE.shown(version=pledge["version"])
    return _asking(composed, application, pledge, status, form)


@routes.post(f"{PATH}/<int:pledge_id>/<status>")
@access.page
def set_pledge_status(number: int, application_id: int, pledge_id: int, status: str) -> Answer:
    """Moves the pledge. Raises `NotFound` for one of another application."""
    _require()
    form = MOVE.sent()
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id)
    body = {"status": status.upper(), "reason": form.values["reason"]}
    try:
        answer = sending.write(number, "change_pledge_status", [pledge_id, body], form)
    except StaleVersion:
        return _changed_since(number, application_id, pledge_id, status, form)
    except Problem as problem:
        # What was decided was decided about the version that the form came with.
        return _asking(composed, application, pledge, status, form.refused(problem)), status_of(problem)
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
    number: int, application_id: int, pledge_id: int, status: str, form: FieldForm
) -> tuple[str, int]:
    """The question again about the pledge as it is now, with who changed it to what (R152).

    A move that the pledge has no more is not offered again.
    """
    composed, application = open_application(number, application_id)
    pledge = _pledge_of(application, pledge_id)
    stale = StaleVersion()
    form = replace(form.refused(stale).at_version(pledge["version"]), problem=None)
    return _asking(composed, application, pledge, status, form, changed=True), status_of(stale)


def _done(number: int, application_id: int, answer: Mapping[str, Any]) -> Response:
    target = url_for("record.pledges", number=number, application_id=application_id)
    response = redirect(target, code=303)
    said.say(response, number, fields=1, warnings=answer.get("warnings") or [])
    return response


def _page(
    composed: Mapping[str, Any],
    application: Mapping[str, Any],
    form: FieldForm,
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
    form: FieldForm,
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
