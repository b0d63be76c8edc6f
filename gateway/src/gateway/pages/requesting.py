"""Asking CSD to correct its copy of a customer: what differs is proposed, a person sends it (R109 to R112)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, lists
from gateway.context import gateway, principal, trace
from gateway.pages.application import sending
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.recordform import RecordField, RecordForm
from homefire.client import Call
from homefire.errors import AcknowledgementRequired, NotPermitted, Problem, Unavailable
from homefire.statuses import status_of

_REQUEST, _STEP = "request", "step"
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("program_year", _("Program Year"), _REQUEST),
        RecordField("reason", _("Reason"), _REQUEST),
        RecordField("explanation", _("Explanation"), _REQUEST),
        RecordField("status", _("Status"), _STEP),
        RecordField("csd_reference", _("CSD reference"), _STEP),
        RecordField("date", _("Date"), _STEP),
    )
}
PARTS = ("core_value", "our_value", "document_id", "proof")
_LISTS = ("change_request_reason", "change_request_field")
_PREVIOUS_YEAR = "DIFFERENT_INFORMATION"
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/change-requests")
@access.page
def change_requests(number: int) -> Answer:
    """The customer's requests, newest first, with the next step of each."""
    return _list(number)


@routes.get("/customers/<int:number>/change-requests/new")
@access.page
def new_change_request(number: int) -> Answer:
    """The form, with what differs from what CORE was last sent; `?application=` says which one was rejected."""
    _require()
    composed = compose(number)
    comparison = _comparison(composed)
    return _form_page(composed, _form(_proposed(composed, comparison)), comparison)


@routes.post("/customers/<int:number>/change-requests")
@access.page
def draft_change_request(number: int) -> Answer:
    """Writes the request; as a draft, or submitted at once."""
    _require()
    key, said = request.form.get("key") or str(uuid.uuid4()), _acknowledgement()
    body = _body()
    try:
        _draft(number, body, key, said)
    except Problem as problem:
        composed = compose(number)
        form = replace(
            _form(_typed(body)),
            problem=problem,
            key=key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
            acknowledgement=said,
            asks_acknowledgement=isinstance(problem, AcknowledgementRequired) or bool(said),
        )
        return _form_page(composed, form, _comparison(composed))
    return redirect(url_for("record.change_requests", number=number), code=303)


@routes.post("/customers/<int:number>/change-requests/<int:request_id>")
@access.page
def step_change_request(number: int, request_id: int) -> Answer:
    """Submits a request, records what CSD decided, or withdraws it."""
    _require()
    names = ("status", "csd_reference", "date", "reason")
    values = {name: request.form.get(name, "").strip() for name in names}
    body = {name: text for name, text in values.items() if text}
    key, said = request.form.get("key") or str(uuid.uuid4()), _acknowledgement()
    try:
        with sending.locked(number) as token:
            _move(request_id, body, request.form.get("version", ""), key, said, token)
    except Problem as problem:
        asks = isinstance(problem, AcknowledgementRequired) or bool(said)
        form = replace(_step_form(values), problem=problem, acknowledgement=said, asks_acknowledgement=asks)
        return _list(number, request_id, form)
    return redirect(url_for("record.change_requests", number=number), code=303)


def _draft(number: int, body: Mapping[str, Any], key: str, said: str) -> None:
    """Writes the request, and submits it where that was pressed, both under the record's lock."""
    services = gateway().services
    with sending.locked(number) as token:
        made = services.ask_http(
            principal(), "applications", "draft_change_request", [number], body,
            trace=trace(), idempotency_key=key, acknowledgement=said or None, **token,
        )  # fmt: skip
        if request.form.get("action") != "submit":
            return
        _move(made["id"], {"status": "SUBMITTED"}, str(made["version"]), f"{key}-submit", said, token)


def _move(
    request_id: int, body: Mapping[str, Any], version: str, key: str, said: str, token: Mapping[str, int]
) -> None:
    """One step of a request. Its answer holds the values, which travel over HTTP alone."""
    gateway().services.ask_http(
        principal(), "applications", "change_change_request_status", [request_id], body,
        trace=trace(), if_match=version, idempotency_key=key, acknowledgement=said or None, **token,
    )  # fmt: skip


def _require() -> None:
    if not principal().may("applications:write"):
        raise NotPermitted()


def _acknowledgement() -> str:
    return " ".join(request.form.get("acknowledgement", "").split())


def _list(number: int, refused: int | None = None, form: RecordForm | None = None) -> Answer:
    composed = compose(number)
    services = gateway().services
    try:
        answer = services.ask_http(
            principal(), "applications", "list_change_requests", [composed["number"]], trace=trace()
        )
        found = answer["items"]
        problem = form.problem if form is not None else None
    except Problem as away:
        found, problem = None, away
    page = render_template(
        "change_requests.html",
        record=composed,
        found=found,
        refused=refused,
        step=form or _step_form({}),
        blank=_step_form({}),
        labels=LABELS,
        may_write=principal().may("applications:write"),
    )
    return page, status_of(problem) if problem else 200


def _form_page(composed: Mapping[str, Any], form: RecordForm, comparison: Mapping[str, Any] | None) -> Answer:
    reasons, fields = _choices()
    documents = composed["sections"]["documents"]
    page = render_template(
        "change_request_new.html",
        record=composed,
        form=replace(form, lists={"reason": reasons}),
        fields=fields,
        comparison=comparison,
        documents=documents["data"]["items"] if documents["state"] == "ok" else [],
        labels=LABELS,
    )
    return page, status_of(form.problem) if form.problem else 200


def _choices() -> list[list[dict[str, Any]]]:
    calls = [Call("applications", "list_application_reference", [name]) for name in _LISTS]
    answers = gateway().lists.answers(calls, principal(), trace())
    return [lists.offered(answer["items"], _today()) for answer in answers]


def _today() -> date:
    return datetime.now(gateway().settings.base.time_zone).date()


def _form(values: Mapping[str, str]) -> RecordForm:
    limits = gateway().contracts.limits_of("applications.draft_change_request")
    return RecordForm(values=dict(values), base={}, limits=limits)


def _step_form(values: Mapping[str, str]) -> RecordForm:
    limits = gateway().contracts.limits_of("applications.change_change_request_status")
    return RecordForm(values=dict(values), base={}, limits=limits)


def _comparison(composed: Mapping[str, Any]) -> dict[str, Any] | None:
    """The record against what CORE was last sent; None while that cannot be told.

    An SSN is compared between two services, and nobody is shown by what (R112).
    """
    section = composed["sections"]["customer"]
    if section["state"] != "ok":
        return None
    customer, number = section["data"], composed["number"]
    names = ("first_name", "middle_initial", "last_name", "date_of_birth")
    body = {name: customer.get(name) or (None if name == "date_of_birth" else "") for name in names}
    services = gateway().services
    try:
        found: dict[str, Any] = services.ask_http(
            principal(), "applications", "compare_with_core", [number], body, trace=trace()
        )
    except Problem:
        return None
    return found


def _proposed(composed: Mapping[str, Any], comparison: Mapping[str, Any] | None) -> dict[str, str]:
    """What the form shows at first: the fields that differ, and the program year of the application it is about."""
    found = dict.fromkeys(("program_year", "application_id", "reason", "explanation"), "")
    application = _application(composed)
    if application:
        found |= {"program_year": str(application["program_year"]), "application_id": str(application["id"])}
    if comparison and comparison["sent"]:
        found["program_year"] = found["program_year"] or str(comparison["sent"]["program_year"])
        for each in comparison["differences"]:
            name = each["field"]
            # A masked number is no value to send: CORE's is taken from the transfer, ours from the record.
            core = "" if name == "SSN" else each["core_value"]
            found |= {
                f"include.{name}": "yes",
                f"core_value.{name}": core,
                f"our_value.{name}": each["our_value"],
            }
            if name == "SSN":
                found["core_transfer.SSN"] = str(comparison["sent"]["number"])
        if comparison["differences"]:
            found["reason"] = _PREVIOUS_YEAR
    found["program_year"] = found["program_year"] or str(_today().year)
    return found


def _application(composed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The application that the address names, as long as it is this customer's."""
    asked, section = request.args.get("application", ""), composed["sections"]["applications"]
    items = section["data"]["items"] if section["state"] == "ok" else []
    return next((each for each in items if str(each["id"]) == asked), None)


def _body() -> dict[str, Any]:
    """What the form says as the service takes it; of the fields, those that are ticked."""
    chosen = [name.partition(".")[2] for name in request.form if name.startswith("include.")]
    fields = [
        {
            "field": name,
            **{
                part: request.form.get(f"{part}.{name}", "").strip()
                for part in ("core_value", "our_value", "proof")
            },
            "core_transfer": _number(f"core_transfer.{name}"),
            "document_id": _number(f"document_id.{name}"),
        }
        for name in chosen
    ]
    return {
        "program_year": _number("program_year"),
        "application_id": _number("application_id"),
        "reason": request.form.get("reason", ""),
        "explanation": request.form.get("explanation", "").strip(),
        "fields": fields,
    }


def _typed(body: Mapping[str, Any]) -> dict[str, str]:
    """The form again as it was typed."""
    found = {
        name: str(body[name] or "") for name in ("program_year", "application_id", "reason", "explanation")
    }
    for each in body["fields"]:
        name = each["field"]
        found[f"include.{name}"] = "yes"
        for part in (*PARTS, "core_transfer"):
            found[f"{part}.{name}"] = str(each[part] or "")
    return found


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None
