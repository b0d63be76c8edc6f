"""The page of one job or project: its fields, where it stands, its tasks or measures, edited in place (R96 to R98, R183)."""

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
from gateway.forms import Entries, FieldForm, FormKind, reading, write
from gateway.pages import said
from gateway.pages.application.writing import answer_with
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.pages.work import asking
from gateway.pages.work.asking import kind
from gateway.pages.work.projecting import properties_of
from gateway.recordfields import RecordField
from homefire.errors import NotFound, Problem
from homefire.statuses import status_of

PATH = "/customers/<int:number>/jobs/<int:job_id>"
EDIT = kind(
    "edit",
    "update_job",
    RecordField("job_type", _("Job Type"), "edit"),
    RecordField("completed_date", _("Job Completed Date"), "edit", "day"),
    RecordField("replacement_cost", _("Replacement Cost"), "edit"),
)
MOVE = kind(
    "move",
    "change_job_status",
    RecordField("status", _("New status"), "move"),
    RecordField("move_completed_date", _("Job Completed Date"), "move", "day"),
    RecordField("reported_date", _("Reported Date"), "move", "day"),
    RecordField("reason", _("Reason"), "move"),
    named={"move_completed_date": "completed_date"},
)
VENDOR = kind("vendor", "assign_project", RecordField("vendor_number", _("Vendor"), "vendor"))
NEW_TASK = kind(
    "new-task",
    "add_project_task",
    RecordField("new_task", _("New task"), "tasks"),
    named={"new_task": "task"},
)
TASK = kind(
    "task",
    "update_project_task",
    RecordField("task", _("Task"), "tasks"),
    RecordField("task_status", _("Task Status"), "tasks"),
    RecordField("verification_status", _("Task Verification Status"), "tasks"),
    RecordField("task_reason", _("Why it is rejected"), "tasks"),
    named={"task_status": "status", "task_reason": "reason"},
)
NEW_MEASURE = kind(
    "new-measure",
    "add_job_measure",
    RecordField("new_measure", _("Measure"), "measures"),
    RecordField("new_quantity", _("Quantity"), "measures"),
    RecordField("new_cost", _("Cost"), "measures"),
    named={"new_measure": "measure", "new_quantity": "quantity", "new_cost": "cost"},
)
MEASURE = kind(
    "measure",
    "update_job_measure",
    RecordField("measure", _("Measure"), "measures"),
    RecordField("quantity", _("Quantity"), "measures"),
    RecordField("cost", _("Cost"), "measures"),
)
FORMS = {form.name: form for form in (EDIT, MOVE, VENDOR, NEW_TASK, TASK, NEW_MEASURE, MEASURE)}
REMOVALS = {"task": "remove_project_task", "measure": "remove_job_measure"}
TASK_STATUSES = ("TO DO", "IN PROGRESS", "DONE", "NOT NEEDED")
VERIFICATIONS = ("PENDING", "VERIFIED", "REJECTED")
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def job(number: int, job_id: int) -> Answer:
    """The job or project; `?task=` or `?measure=` opens one of its rows for editing."""
    return _page(number, job_id, editing=_wanted("task") or _wanted("measure"))


@routes.post(f"{PATH}/<name>")
@access.page
def change_job(number: int, job_id: int, name: str) -> Answer:
    """One change of the job or project: its fields, its status, its vendor, another task or measure."""
    return _change(number, job_id, name, None)


@routes.post(f"{PATH}/<name>/<int:part_id>")
@access.page
def change_job_part(number: int, job_id: int, name: str, part_id: int) -> Answer:
    """Saves one task or measure, or takes it out."""
    return _change(number, job_id, name, part_id)


def _change(number: int, job_id: int, name: str, part_id: int | None) -> Answer:
    principal().require(asking.WRITE)
    form = FORMS.get(name)
    if form is None or (part_id is not None) != (name in REMOVALS):
        raise NotFound()
    _own(number, job_id)
    sent = form.sent()
    arguments: list[Any] = [job_id] if part_id is None else [job_id, part_id]
    try:
        if part_id is not None and request.form.get("action") == "remove":
            write(f"{asking.SERVICE}.{REMOVALS[name]}", arguments, sent)
        else:
            write(form.operation, [*arguments, _body(form, sent)], sent)
    except Problem as problem:
        return _page(number, job_id, refused=(form, form.refused(sent, problem)), editing=part_id)
    response = redirect(url_for("record.job", number=number, job_id=job_id), code=303)
    said.say(response, number, fields=1, warnings=[])
    return response


def _body(form: FormKind, sent: FieldForm) -> dict[str, Any]:
    """What the operation takes: what the page did not show, or left blank where blank means nothing, is left out."""
    body = form.body(sent, *(name for name in form.fields if name in request.form))
    if form is MOVE or form is EDIT:
        dates = ("completed_date", "reported_date")
        return {name: value for name, value in body.items() if name not in dates or value is not None} | (
            {"replacement_cost": body["replacement_cost"] or None} if "replacement_cost" in body else {}
        )
    return {"vendor_number": body["vendor_number"] or None} if form is VENDOR else body


def _own(number: int, job_id: int) -> dict[str, Any]:
    """A job or project of one of the customer's properties. Raises `NotFound` for any other."""
    found: dict[str, Any] = asking.ask("get_job", job_id)
    places = {found["dwelling_id"], *(each["dwelling_id"] for each in found["dwellings"])}
    if places.isdisjoint(properties_of(number)):
        raise NotFound(
            gettext(
                "None of this customer's properties has this job. Choose one from the Jobs or Projects of the record."
            )
        )
    return found


def _page(
    number: int, job_id: int, refused: tuple[FormKind, FieldForm] | None = None, editing: int | None = None
) -> Answer:
    composed, told = compose(number), said.heard(number)
    shown = _own(number, job_id)
    choices = _choices(shown)
    filled = {
        form.name: form.shown(_values(form, shown, editing), shown["version"], choices)
        for form in FORMS.values()
    }
    problem = None
    if refused is not None:
        form, typed = refused
        # Who has read why it was refused sends it again for the job as it is now.
        filled[form.name] = replace(typed.at_version(shown["version"]), lists=choices)
        problem = typed.problem
    page = render_template(
        "work/job.html",
        record=composed,
        job=shown,
        forms=filled,
        labels={name: each for form in FORMS.values() for name, each in form.fields.items()},
        editing=editing,
        units={each["code"]: each["data"].get("unit", "") for each in choices["measure"]},
        refused=refused is not None,
        saved=told,
        may_write=principal().may(asking.WRITE) and shown["status"] != "REPORTED",
        may_move=principal().may(asking.WRITE),
    )
    if refused is not None:
        return page, status_of(problem) if problem else 200
    return answer_with(page, told)


def _choices(shown: Mapping[str, Any]) -> dict[str, Entries]:
    listed = asking.choices_of("job_type", "measure")
    return {
        **listed,
        "new_measure": listed["measure"],
        "status": asking.coded(shown["next_statuses"]),
        "task_status": asking.coded(TASK_STATUSES),
        "verification_status": asking.coded(VERIFICATIONS),
        **(asking.vendors() if shown["kind"] == "project" else {}),
    }


def _values(form: FormKind, shown: Mapping[str, Any], editing: int | None) -> dict[str, str]:
    if form is EDIT:
        return {
            "job_type": shown["job_type"]["code"],
            "completed_date": asking.day_text(shown["completed_date"]),
            "replacement_cost": shown["replacement_cost"] or "",
        }
    if form is VENDOR:
        return {"vendor_number": str(shown["vendor_number"] or "")}
    if form is TASK:
        for each in shown["tasks"]:
            if each["task_id"] == editing:
                names = {name: form.named.get(name, name) for name in form.fields}
                return {name: each[its] for name, its in names.items()}
    if form is MEASURE:
        for each in shown["measures"]:
            if each["measure_id"] == editing:
                return {
                    "measure": each["measure"]["code"],
                    "quantity": each["quantity"],
                    "cost": each["cost"],
                }
    return {}


def _wanted(name: str) -> int | None:
    """Which row the address opens."""
    return reading.whole(request.args.get(name, ""))
