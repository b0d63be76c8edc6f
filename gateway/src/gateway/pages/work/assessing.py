"""The Assessments tab: which properties may be assessed, and one assessment until its findings (R180 to R182)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access, assigning
from gateway.context import agency_today, gateway, principal
from gateway.forms import Entries, FieldForm, FormKind, entry, write
from gateway.pages import said
from gateway.pages.application.writing import answer_with
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.pages.work import asking
from gateway.pages.work.asking import kind
from gateway.pages.work.projecting import properties_of
from gateway.recordfields import RecordField
from homefire.errors import FieldProblem, Invalid, NotFound, Problem
from homefire.statuses import status_of

PATH = "/customers/<int:number>/assessments"
ONE = f"{PATH}/<int:assessment_id>"
ORDER = kind(
    "order",
    "order_assessment",
    RecordField("property", _("Property and program"), "order"),
    RecordField("override_reason", _("Reason in spite of the criteria"), "order"),
    named={"property": "program"},
)
ASSIGN = kind(
    "assignment",
    "assign_assessment",
    RecordField("vendor_number", _("Vendor"), "assignment"),
    RecordField("assessor", _("or one of the staff"), "assignment"),
)
SCHEDULE = kind(
    "schedule", "schedule_assessment", RecordField("scheduled_for", _("Day of the visit"), "schedule", "day")
)
COMPLETE = kind(
    "completion", "complete_assessment", RecordField("completed_on", _("Completed on"), "completion", "day")
)
CANCEL = kind("cancellation", "cancel_assessment", RecordField("reason", _("Reason"), "cancellation"))
LINK = kind("documents", "link_assessment_document", RecordField("document_id", _("Document"), "documents"))
UNLINK = kind("removal", "unlink_assessment_document")
STEPS = {form.name: form for form in (ASSIGN, SCHEDULE, COMPLETE, CANCEL, LINK)}
_FINDING, _WHY = "finding.", "finding_reason."
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def assessments(number: int) -> Answer:
    """The assessments of the customer's properties, and what may be ordered."""
    return _list(number)


@routes.post(PATH)
@access.page
def order_assessment(number: int) -> Answer:
    """Orders an assessment of one of the customer's properties."""
    principal().require(asking.WRITE)
    candidates = asking.ask("list_assessable", number)["items"]
    form = ORDER.sent({"property": _offered(candidates)})
    chosen = form.values["property"]
    try:
        if all(_code(each) != chosen for each in candidates):
            detail = gettext("Choose one of the customer's properties.")
            raise Invalid(detail, fields=[FieldProblem("property", "not_a_choice", detail)])
        dwelling_id, _dot, program = chosen.partition(":")
        body = {"program": program, "override_reason": form.values["override_reason"]}
        made = write("weatherization.order_assessment", [int(dwelling_id), body], form)
    except Problem as problem:
        return _list(number, ORDER.refused(form, problem))
    return _done(number, made["assessment_id"])


@routes.get(ONE)
@access.page
def assessment(number: int, assessment_id: int) -> Answer:
    """One assessment: what was found, the documents, and the steps that it may take."""
    return _page(number, assessment_id)


@routes.post(f"{ONE}/<step>")
@access.page
def change_assessment(number: int, assessment_id: int, step: str) -> Answer:
    """Assigns, schedules, completes or cancels an assessment, or links a document to it."""
    principal().require(asking.WRITE)
    form = STEPS.get(step)
    if form is None:
        raise NotFound()
    _own(number, assessment_id)
    form = _with_findings() if form is COMPLETE else form
    sent = form.sent()
    renamed: dict[str, str] = {}
    try:
        body, renamed = _body(form, sent)
        write(form.operation, [assessment_id, body], sent)
    except Problem as problem:
        return _page(number, assessment_id, {form.name: form.refused(sent, problem, renamed)})
    return _done(number, assessment_id)


@routes.post(f"{ONE}/documents/<int:document_id>/removal")
@access.page
def unlink_document(number: int, assessment_id: int, document_id: int) -> Answer:
    """Takes a document from an assessment."""
    principal().require(asking.WRITE)
    _own(number, assessment_id)
    sent = UNLINK.sent()
    try:
        write("weatherization.unlink_assessment_document", [assessment_id, document_id], sent)
    except Problem as problem:
        return _page(number, assessment_id, {LINK.name: UNLINK.refused(sent, problem)})
    return _done(number, assessment_id)


def _own(number: int, assessment_id: int) -> dict[str, Any]:
    """An assessment of one of the customer's properties. Raises `NotFound` for any other."""
    found: dict[str, Any] = asking.ask("get_assessment", assessment_id)
    if found["dwelling_id"] not in properties_of(number):
        raise NotFound(
            gettext(
                "None of this customer's properties has this assessment. Choose one from the Assessments tab."
            )
        )
    return found


def _with_findings() -> FormKind:
    """The form of completion with two fields for each benefit there is."""
    benefits = asking.choices_of("assessment_benefit")["assessment_benefit"]
    fields = dict(COMPLETE.fields)
    for each in benefits:
        fields[_FINDING + each["code"]] = RecordField(_FINDING + each["code"], each["label"], "completion")
        fields[_WHY + each["code"]] = RecordField(_WHY + each["code"], each["label"], "completion")
    return replace(COMPLETE, fields=fields)


def _body(form: FormKind, sent: FieldForm) -> tuple[dict[str, Any], dict[str, str]]:
    """What a step sends, and what the page calls the fields that its answer may name."""
    values = sent.values
    if form.name == COMPLETE.name:
        codes = [name.removeprefix(_FINDING) for name in values if name.startswith(_FINDING) and values[name]]
        renamed = {f"findings.{at}.benefit": _FINDING + code for at, code in enumerate(codes)}
        renamed |= {f"findings.{at}.reason": _WHY + code for at, code in enumerate(codes)}
        findings = [
            {"benefit": code, "qualifies": values[_FINDING + code] == "yes", "reason": values[_WHY + code]}
            for code in codes
        ]
        first = next((name for name in values if name.startswith(_FINDING)), "completed_on")
        day = {"completed_on": values["completed_on"]} if values["completed_on"] else {}
        return {**day, "findings": findings}, {"findings": first, **renamed}
    if form.name == ASSIGN.name:
        return {
            "vendor_number": values["vendor_number"] or None,
            "assessor": _assessor(values["assessor"]),
        }, {}
    return form.body(sent), {}


def _assessor(account_id: str) -> dict[str, str] | None:
    """Somebody of the staff by id and name; None for no id. Raises `Invalid` for who is unknown or has left."""
    if not account_id:
        return None
    person = gateway().staff.find(account_id)
    wrong = assigning.check("assessor", person)
    if wrong is not None or person is None:
        raise Invalid(fields=[wrong] if wrong else [])
    return {"id": person["id"], "name": person["name"]}


def _list(number: int, refused: FieldForm | None = None) -> Answer:
    composed = compose(number)
    told = said.heard(number)
    found, candidates, problem = None, None, refused.problem if refused else None
    try:
        found = asking.ask("list_assessments", number)["items"]
        candidates = asking.ask("list_assessable", number)["items"]
    except Problem as away:
        problem = away
    form = refused or ORDER.shown(lists={"property": _offered(candidates or [])})
    page = render_template(
        "work/assessments.html",
        record=composed,
        found=found,
        candidates=candidates,
        form=form,
        labels=ORDER.fields,
        documents=_documents(composed),
        saved=told,
    )
    if problem is not None:
        return page, status_of(problem)
    return answer_with(page, told)


def _page(number: int, assessment_id: int, refused: Mapping[str, FieldForm] | None = None) -> Answer:
    composed, told = compose(number), said.heard(number)
    shown = _own(number, assessment_id)
    complete, documents = _with_findings(), _documents(composed)
    given = refused or {}
    problem = next((form.problem for form in given.values() if form.problem), None)
    page = render_template(
        "work/assessment.html",
        record=composed,
        assessment=shown,
        forms=_forms(shown, complete, _choices(shown, documents), given),
        labels={name: each for form in (*STEPS.values(), complete) for name, each in form.fields.items()},
        benefits=[name.removeprefix(_FINDING) for name in complete.fields if name.startswith(_FINDING)],
        documents=documents,
        refused=bool(refused),
        saved=told,
        may_write=principal().may(asking.WRITE),
    )
    if refused:
        return page, status_of(problem) if problem else 200
    return answer_with(page, told)


def _choices(shown: Mapping[str, Any], documents: Mapping[int, Mapping[str, Any]]) -> dict[str, Entries]:
    """What may be chosen in the steps of an assessment."""
    unlinked = {key: each for key, each in documents.items() if key not in shown["documents"]}
    return {
        **asking.vendors(),
        "assessor": assigning.choices(gateway().staff.everyone()),
        "document_id": [entry(key, each["file_name"]) for key, each in unlinked.items()],
    }


def _forms(
    shown: Mapping[str, Any],
    complete: FormKind,
    choices: Mapping[str, Entries],
    given: Mapping[str, FieldForm],
) -> dict[str, FieldForm]:
    """The forms of the steps as they begin, and the one that was refused as it was typed, for the assessment as it is."""
    values = {
        "vendor_number": str(shown["vendor_number"] or ""),
        "assessor": shown["assessor"]["id"] if shown["assessor"] else "",
        "scheduled_for": asking.day_text(shown["scheduled_for"]),
        "completed_on": asking.day_text(agency_today().isoformat()),
    }
    found = {
        form.name: form.shown(
            {name: text for name, text in values.items() if name in form.fields}, shown["version"], choices
        )
        for form in (*STEPS.values(), complete)
    }
    found |= {name: replace(form.at_version(shown["version"]), lists=choices) for name, form in given.items()}
    asked, why = found[COMPLETE.name], _reason_limit()
    reasons = {name: why for name in complete.fields if name.startswith(_WHY)}
    found[COMPLETE.name] = replace(asked, limits={**asked.limits, **reasons})
    return found


def _reason_limit() -> int:
    """The longest reason of a finding (R256)."""
    contracts = gateway().contracts
    items = contracts.field_of(COMPLETE.operation, "findings").get("items", {})
    found = contracts.resolved(asking.SERVICE, items).get("properties", {}).get("reason", {})
    return int(found.get("maxLength", 0))


def _documents(composed: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """The customer's documents by id: of those of an assessment, the ones that this customer handed in are shown."""
    section = composed["sections"]["documents"]
    return {each["id"]: each for each in section["data"]["items"]} if section["state"] == "ok" else {}


def _code(candidate: Mapping[str, Any]) -> str:
    return f"{candidate['dwelling_id']}:{candidate['program']['code']}"


def _offered(candidates: list[dict[str, Any]]) -> Entries:
    return [
        entry(
            _code(each),
            f"{each['service_address']}, {each['program']['label']}"
            + ("" if each["meets"] else f" - {gettext('does not meet the criteria')}"),
        )
        for each in candidates
    ]


def _done(number: int, assessment_id: int) -> Response:
    target = url_for("record.assessment", number=number, assessment_id=assessment_id)
    response = redirect(target, code=303)
    said.say(response, number, fields=1, warnings=[])
    return response
