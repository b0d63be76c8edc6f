"""The Projects tab: the projects of a customer's properties, and the forms of a new project or job (R183 to R185)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import principal
from gateway.forms import Entries, FieldForm, entry, write
from gateway.pages import said
from gateway.pages.application.writing import answer_with
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.pages.work import asking
from gateway.pages.work.asking import kind
from gateway.recordfields import RecordField
from homefire.errors import FieldProblem, Invalid, Problem
from homefire.statuses import status_of

PATH = "/customers/<int:number>/projects"
CREATE = kind(
    "project",
    "create_project",
    RecordField("program", _("Program"), "project"),
    RecordField("job_type", _("Type"), "project"),
    RecordField("replacement_cost", _("Replacement Cost"), "project"),
    RecordField("tasks", _("Tasks"), "project"),
    RecordField("override_reason", _("Reason to go without an assessment"), "project"),
    RecordField("dwelling_ids", _("Properties"), "project"),
)
NEW_JOB = kind(
    "job",
    "create_job",
    RecordField("dwelling_id", _("Property"), "job"),
    RecordField("job_type", _("Job Type"), "job"),
)
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def projects(number: int) -> Answer:
    """The projects of the customer's properties, newest first, and the form of another one."""
    return _list(number)


@routes.post(PATH)
@access.page
def create_project(number: int) -> Answer:
    """Enters a project for one or more of the customer's properties."""
    principal().require(asking.WRITE)
    sent = CREATE.sent()
    try:
        ids = _own_dwellings(number, request.form.getlist("dwelling_ids"), "dwelling_ids")
        body: dict[str, Any] = {
            "program": sent.values["program"],
            "job_type": sent.values["job_type"],
            "dwelling_ids": ids,
            "override_reason": sent.values["override_reason"],
            "replacement_cost": sent.values["replacement_cost"] or None,
            "tasks": [line.strip() for line in sent.values["tasks"].splitlines() if line.strip()],
        }
        made = write("weatherization.create_project", [body], sent)
    except Problem as problem:
        wrong_task = {f"tasks.{at}": "tasks" for at in range(200)}
        return _list(number, CREATE.refused(sent, problem, wrong_task))
    return _to(number, made["job_id"])


@routes.get("/customers/<int:number>/jobs/new")
@access.page
def new_job(number: int) -> Answer:
    """The form of a new job on one of the customer's properties."""
    principal().require(asking.WRITE)
    return _job_form(number)


@routes.post("/customers/<int:number>/jobs/new")
@access.page
def create_job(number: int) -> Answer:
    """Enters a job and opens its page."""
    principal().require(asking.WRITE)
    sent = NEW_JOB.sent()
    try:
        [dwelling_id] = _own_dwellings(number, [sent.values["dwelling_id"]], "dwelling_id")
        made = write("weatherization.create_job", [dwelling_id, {"job_type": sent.values["job_type"]}], sent)
    except Problem as problem:
        return _job_form(number, NEW_JOB.refused(sent, problem))
    return _to(number, made["job_id"])


def properties_of(number: int) -> dict[int, Mapping[str, Any]]:
    """The dwellings that the customer is linked to or was, by id, newest link first."""
    found: dict[int, Mapping[str, Any]] = {}
    for each in asking.ask("list_dwellings", number)["items"]:
        found.setdefault(each["dwelling_id"], each)
    return found


def _own_dwellings(number: int, chosen: list[str], field: str) -> list[int]:
    """The chosen dwellings. Raises `Invalid` where there is none or one is not the customer's."""
    mine = {str(dwelling_id): dwelling_id for dwelling_id in properties_of(number)}
    ids = [mine[text] for text in dict.fromkeys(chosen) if text in mine]
    if not ids or len(ids) < len(set(chosen)):
        detail = gettext("Choose one of the customer's properties.")
        raise Invalid(detail, fields=[FieldProblem(field, "not_a_choice", detail)])
    return ids


def _places(dwellings: Mapping[int, Mapping[str, Any]]) -> Entries:
    return [
        entry(dwelling_id, f"{each['service_address']}, {each['city']}")
        for dwelling_id, each in dwellings.items()
    ]


def _list(number: int, refused: FieldForm | None = None) -> Answer:
    composed, told = compose(number), said.heard(number)
    found, dwellings, problem = None, {}, refused.problem if refused else None
    try:
        found = asking.ask("list_projects", number)["items"]
        dwellings = properties_of(number)
    except Problem as away:
        problem = away
    choices = {
        **asking.choices_of("job_type"),
        "program": [entry(each["program"], each["name"]) for each in asking.programs()],
        "dwelling_ids": _places(dwellings),
    }
    chosen = request.form.getlist("dwelling_ids") if refused else [str(each) for each in list(dwellings)[:1]]
    page = render_template(
        "work/projects.html",
        record=composed,
        found=found,
        form=_with(refused, choices) if refused else CREATE.shown(lists=choices),
        chosen=chosen,
        labels=CREATE.fields,
        saved=told,
        may_write=principal().may(asking.WRITE),
    )
    if problem is not None:
        return page, status_of(problem)
    return answer_with(page, told)


def _job_form(number: int, refused: FieldForm | None = None) -> Answer:
    composed = compose(number)
    choices = {**asking.choices_of("job_type"), "dwelling_id": _places(properties_of(number))}
    form = _with(refused, choices) if refused else NEW_JOB.shown(lists=choices)
    page = render_template("work/job_new.html", record=composed, form=form, labels=NEW_JOB.fields)
    return page, form.status


def _with(form: FieldForm, choices: Mapping[str, Entries]) -> FieldForm:
    return replace(form, lists=choices)


def _to(number: int, job_id: int) -> Response:
    response = redirect(url_for("record.job", number=number, job_id=job_id), code=303)
    said.say(response, number, fields=1, warnings=[])
    return response
