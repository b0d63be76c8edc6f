"""Asking CSD to correct its copy of a customer: what differs is proposed, a person sends it (R109 to R112)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, forms, lists, record
from gateway.context import agency_today, gateway, principal, trace
from gateway.forms import FieldForm, FormKind
from gateway.pages import said
from gateway.pages.application import sending
from gateway.pages.change_request_form import (
    body_of_form,
    comparison_of,
    field_name,
    our_values,
    proposed,
    typed,
    unasked_of,
)
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.recordfields import RecordField
from homefire.client import Call
from homefire.errors import NotFound, NotPermitted, Problem
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
DRAFT = "applications.draft_change_request"
STEP = FormKind(
    _STEP,
    "applications.change_change_request_status",
    {name: LABELS[name] for name in ("status", "csd_reference", "date", "reason")},
)
_REASONS, _FIELDS = (
    Call("applications", "list_application_reference", [name])
    for name in ("change_request_reason", "change_request_field")
)
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/change-requests")
@access.page
def change_requests(number: int) -> Answer:
    """The customer's requests, newest first, with the next step of each."""
    told = said.heard(number)
    drafted = request.args.get("draft", "")
    if told is None or not (drafted.isascii() and drafted.isdigit()):
        return _list(number)
    details = [detail for _name, detail in told["warnings"]]
    page, status = _list(number, unsent=int(drafted), why=details)
    response = make_response(page, status)
    said.forget(response)
    return response


@routes.get("/customers/<int:number>/change-requests/differing")
@access.background
def core_differing(number: int) -> str:
    """In how many fields CORE is to be corrected: the record's page asks once it is there (R112)."""
    composed = record.compose(gateway().services, principal(), number, trace(), only=())
    return render_template("record/differing.html", differing=unasked_of(comparison_of(composed)))


@routes.get("/customers/<int:number>/change-requests/new")
@access.page
def new_change_request(number: int) -> Answer:
    """The form, with what differs from what CORE was last sent; `?application=` says which one was rejected."""
    require_writer()
    composed = compose(number)
    comparison = comparison_of(composed)
    return form_page(composed, blank_form(proposed(composed, comparison)), comparison)


@routes.post("/customers/<int:number>/change-requests")
@access.page
def draft_change_request(number: int) -> Answer:
    """Writes the request; as a draft, or submitted at once."""
    require_writer()
    body = body_of_form()
    form = blank_form(typed(body)).sent()
    try:
        unsent = _draft(number, body, form)
    except Problem as problem:
        composed = compose(number)
        return form_page(composed, form.refused(problem, inline=True), comparison_of(composed))
    return to_list(number) if unsent is None else to_draft(number, *unsent)


@routes.post("/customers/<int:number>/change-requests/<int:request_id>")
@access.page
def step_change_request(number: int, request_id: int) -> Answer:
    """Submits a request, records what CSD decided, or withdraws it. Raises `NotFound` for another customer's."""
    require_writer()
    require_own(number, request_id)
    form = STEP.sent()
    body = {name: text for name, text in form.values.items() if text}
    try:
        with sending.locked(number) as token:
            move(request_id, body, form, token)
    except Problem as problem:
        return _list(number, request_id, form.refused(problem, inline=True))
    return to_list(number)


def to_list(number: int) -> Response:
    return redirect(url_for("record.change_requests", number=number), code=303)


def to_draft(number: int, request_id: int, problem: Problem) -> Response:
    """The list, in which the draft stands, with why it was not submitted: the form would write a second one."""
    anchor = f"request-{request_id}"
    response = redirect(
        url_for("record.change_requests", number=number, draft=request_id, _anchor=anchor), code=303
    )
    details = [entry.detail for entry in problem.fields] or [problem.detail]
    said.say(response, number, fields=0, warnings=[{"detail": detail} for detail in details])
    return response


def _draft(number: int, body: Mapping[str, Any], form: FieldForm) -> tuple[int, Problem] | None:
    """Writes the request, and submits it where that was pressed, both under the record's lock.

    Answers the draft and what kept it from being submitted, if anything did.
    """
    with sending.locked(number) as token:
        made = forms.write(DRAFT, [number, body], form, http=True, token=token)
        problem = submit(made, form, token)
    return None if problem is None else (made["id"], problem)


def submit(made: Mapping[str, Any], form: FieldForm, token: int | None) -> Problem | None:
    """Submits a draft that was just written, where that was pressed; answers what kept it from being submitted."""
    if request.form.get("action") != "submit":
        return None
    step = replace(form, key=f"{form.key}-submit", version=made["version"])
    try:
        move(made["id"], {"status": "SUBMITTED"}, step, token)
    except Problem as problem:
        return problem
    return None


def move(request_id: int, body: Mapping[str, Any], form: FieldForm, token: int | None) -> None:
    """One step of a request. Its answer holds the values, which travel over HTTP alone."""
    forms.write(STEP.operation, [request_id, body], form, http=True, token=token)


def require_writer() -> None:
    if not principal().may("applications:write"):
        raise NotPermitted()


def require_own(number: int, request_id: int) -> None:
    if all(each["id"] != request_id for each in requests_of(compose(number)["number"])):
        raise NotFound("This customer has no such change request.")


def requests_of(number: int) -> list[dict[str, Any]]:
    """A customer's requests, whose values travel over HTTP alone. Raises the service's problem."""
    answer = gateway().services.ask_http(
        principal(), "applications", "list_change_requests", [number], trace=trace()
    )
    found: list[dict[str, Any]] = answer["items"]
    return found


def _list(
    number: int,
    refused: int | None = None,
    form: FieldForm | None = None,
    *,
    unsent: int | None = None,
    why: Sequence[str] = (),
) -> tuple[str, int]:
    """The list; with the form that was `refused`, or `why` the draft of `unsent` was not submitted."""
    composed = compose(number)
    found: list[dict[str, Any]] | None = None
    try:
        found = requests_of(composed["number"])
        problem = form.problem if form is not None else None
    except Problem as away:
        problem = away
    comparison = None if found is None else comparison_of(composed)
    page = render_template(
        "change_requests.html",
        record=composed,
        found=found,
        sent=comparison and comparison["sent"],
        differing=_labels_of(unasked_of(comparison)),
        refused=refused,
        unsent=unsent,
        why=why,
        step=form or STEP.shown(),
        blank=STEP.shown(),
        labels=LABELS,
        may_write=principal().may("applications:write"),
    )
    return page, status_of(problem) if problem else 200


def _labels_of(differences: Sequence[Mapping[str, Any]]) -> list[str]:
    """How the list of fields calls those that differ; nothing of what they say."""
    if not differences:
        return []
    listed = gateway().lists.answer(_FIELDS, principal(), trace())["items"]
    labels = {entry["code"]: field_name(entry) for entry in listed}
    return [labels.get(each["field"], each["field"]) for each in differences]


def form_page(
    composed: Mapping[str, Any],
    form: FieldForm,
    comparison: Mapping[str, Any] | None,
    draft: Mapping[str, Any] | None = None,
    *,
    theirs: bool = False,
) -> Answer:
    """The form of a new request, or of a `draft`; with `theirs`, what somebody else saved stands beneath."""
    reasons, fields = _choices()
    documents = composed["sections"]["documents"]
    differences = comparison["differences"] if comparison and draft is None else []
    offered = {entry["code"] for entry in fields}
    # What a draft names stays to be seen, even if the list has retired it.
    fields += [
        {"code": each["field"]["code"], "label": each["field"]["label"]}
        for each in (draft["fields"] if draft else [])
        if each["field"]["code"] not in offered
    ]
    ours = our_values(composed, form.values.get("application_id", ""))
    page = render_template(
        "change_request_new.html",
        record=composed,
        form=replace(form, values={**ours, **form.values}, lists={"reason": reasons}),
        fields=[{"code": each["code"], "label": field_name(each)} for each in fields],
        comparison=comparison,
        asked={each["field"]: each["request"] for each in differences if each["request"]},
        draft=draft,
        theirs=draft["fields"] if draft and theirs else [],
        documents=documents["data"]["items"] if documents["state"] == "ok" else [],
        labels=LABELS,
    )
    return page, form.status


def _choices() -> list[list[dict[str, Any]]]:
    answers = gateway().lists.answers([_REASONS, _FIELDS], principal(), trace())
    return [lists.offered(answer["items"], agency_today()) for answer in answers]


def blank_form(values: Mapping[str, str], version: int = 0) -> FieldForm:
    limits = gateway().contracts.limits_of(DRAFT)
    return FieldForm(values=dict(values), version=version, limits=limits)
