"""Certifying an application, sending it to CORE, and what CORE answered (R82, R92, R259)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway, principal, trace
from gateway.forms import Entries, FieldForm, FormKind, entry
from gateway.housingform import NO, YES, YesOrNo
from gateway.pages.application import sending
from gateway.pages.application.opening import open_application, require_application
from gateway.pages.record import routes
from gateway.recordfields import RecordField
from homefire.client import Call
from homefire.errors import NotFound, Problem
from homefire.statuses import status_of


@dataclass(frozen=True, slots=True)
class Points(RecordField):
    """A whole number, which may be below zero, or none."""

    def show(self, value: Any) -> str:
        """The number; a 0 was entered too."""
        return "" if value is None else str(value)

    def send(self, text: str) -> Any:
        """The number; what is none the service refuses by its field."""
        return int(text) if re.fullmatch(r"-?\d{1,12}", text, re.ASCII) else text or None


OVERRIDE = "applications:transfer.override"
_CERTIFY, _SEND, _ANSWER = "certify", "transfer", "answer"
_INPUTS = (
    RecordField("document_date", _("Document Date"), _CERTIFY, "day"),
    RecordField("certification_date", _("Certification Date"), _CERTIFY, "day"),
    RecordField("certified_by", _("Certified By"), _CERTIFY),
    RecordField("consent_date", _("Consent Signed"), _CERTIFY, "day"),
    Points("priority_points", _("Priority Points"), _CERTIFY),
    YesOrNo("fast_track", _("Fast Track"), _CERTIFY),
    RecordField("pledge_date", _("Pledge Date"), _CERTIFY, "day"),
    YesOrNo("service_restored", _("Service Restored"), _CERTIFY),
    YesOrNo("disconnection_prevented", _("Disconnection Prevented"), _CERTIFY),
    RecordField("reason", _("Reason for the transfer"), _SEND),
    RecordField("override_reason", _("Reason to transfer in spite of it"), _SEND),
    RecordField("outcome", _("Answer"), _ANSWER),
    RecordField("code", _("Code"), _ANSWER),
    RecordField("reason", _("Reason that CORE gave"), _ANSWER),
    RecordField("reference", _("CORE reference"), _ANSWER),
)
OPERATIONS = {
    _CERTIFY: "certify_application",
    _SEND: "transfer_application",
    _ANSWER: "record_core_answer",
}
KINDS = {
    part: FormKind(
        part, f"applications.{operation}", {each.name: each for each in _INPUTS if each.section == part}
    )
    for part, operation in OPERATIONS.items()
}
"""Each form on the page."""
YES_NO = [entry(YES, _("Yes")), entry(NO, _("No"))]
_YES_OR_NO = tuple(each.name for each in _INPUTS if isinstance(each, YesOrNo))
CLOCKS = {
    "document": (_("Documents"), _("at most %(days)s days old at intake")),
    "certification": (_("Certification"), _("to be certified after intake")),
    "transfer": (lazy_pgettext("noun", "Transfer"), _("to be transferred after the certification")),
    "consent": (_("Consent"), _("lasts from the day on which it was signed")),
}
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/applications/<int:application_id>/transfer")
@access.page
def transfer(number: int, application_id: int) -> Answer:
    """Dates, clocks, findings, the button that sends, and every transfer with its answers."""
    return _page(number, application_id)


@routes.post("/customers/<int:number>/applications/<int:application_id>/certification")
@access.page
def certify_application(number: int, application_id: int) -> Answer:
    """Saves the dates."""
    require_application(number, application_id)
    form = _sent(_CERTIFY)
    body = KINDS[_CERTIFY].body(form, *_named(_CERTIFY))
    return _write(number, application_id, [application_id, body], _CERTIFY, form)


@routes.post("/customers/<int:number>/applications/<int:application_id>/transfer")
@access.page
def transfer_application(number: int, application_id: int) -> Answer:
    """Sends the application to CORE; a form that is sent twice sends it once."""
    require_application(number, application_id)
    form = _sent(_SEND)
    body = {name: text for name, text in form.values.items() if text}
    return _write(number, application_id, [application_id, body], _SEND, form)


@routes.post(
    "/customers/<int:number>/applications/<int:application_id>/transfer/<int:transfer_number>/answer"
)
@access.page
def answer_transfer(number: int, application_id: int, transfer_number: int) -> Answer:
    """Records what CORE answered, where no program does."""
    application = require_application(number, application_id)
    if all(each["number"] != transfer_number for each in application["transfers"]):
        raise NotFound("This application has no such transfer.")
    form = _sent(_ANSWER)
    body = {name: form.values[name] for name in _named(_ANSWER)}
    return _write(number, application_id, [transfer_number, body], _ANSWER, form)


def _named(part: str) -> list[str]:
    """The fields that the page showed."""
    return [name for name in KINDS[part].fields if name in request.form]


def _sent(part: str) -> FieldForm:
    return KINDS[part].sent(_lists())


def _write(number: int, application_id: int, arguments: list[Any], part: str, form: FieldForm) -> Answer:
    try:
        sending.write(number, OPERATIONS[part], arguments, form)
    except Problem as problem:
        return _page(number, application_id, {part: form.refused(problem, inline=True)})
    said = {"saved": part} if part == _CERTIFY else {}
    target = url_for("record.transfer", number=number, application_id=application_id, _anchor=part, **said)
    return redirect(target, code=303)


def _lists() -> dict[str, Entries]:
    outcomes = [entry("ACCEPTED", _("Accepted")), entry("REJECTED", _("Rejected"))]
    return {"outcome": outcomes} | dict.fromkeys(_YES_OR_NO, YES_NO)


def _days(clock: Mapping[str, Any]) -> int:
    """How long a clock runs."""
    return (date.fromisoformat(clock["ends_on"]) - date.fromisoformat(clock["started_on"])).days


def _page(number: int, application_id: int, refused: Mapping[str, FieldForm] | None = None) -> Answer:
    composed, application = open_application(number, application_id)
    call = Call("applications", "check_transfer", [application_id])
    check = gateway().services.ask(principal(), call, trace=trace())
    dates = check["certification"]
    shown = {name: each.show(dates[name]) for name, each in KINDS[_CERTIFY].fields.items()}
    may_write = principal().may("applications:write")
    forms = {
        part: kind.shown(shown if part == _CERTIFY else {}, check["version"], _lists())
        for part, kind in KINDS.items()
    } | {part: form.at_version(check["version"]) for part, form in (refused or {}).items()}
    forms[_CERTIFY] = replace(forms[_CERTIFY], editable=may_write and check["may_certify"])
    problem = next((form.problem for form in (refused or {}).values() if form.problem), None)
    page = render_template(
        "application/transfer.html",
        record=composed,
        application=application,
        check=check,
        blocked=any(finding["severity"] == "blocks" for finding in check["findings"]),
        forms=forms,
        labels={part: kind.fields for part, kind in KINDS.items()},
        clocks=CLOCKS,
        spans={clock["name"]: _days(clock) for clock in check["clocks"]},
        may_write=may_write,
        may_override=principal().may(OVERRIDE),
    )
    return page, status_of(problem) if problem else 200
