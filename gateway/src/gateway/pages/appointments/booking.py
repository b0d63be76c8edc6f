"""Booking an appointment, and moving one: type, employee, office, day, and what is free then (R101 to R108, R265)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, assigning, clocks, workinghours
from gateway.appointmentform import FIELDS, body_of, minutes_of, move_of
from gateway.context import gateway, principal
from gateway.pages import said
from gateway.pages.appointments import opening
from gateway.pages.appointments.opening import WRITE, Free, ask, local, open_appointment, shown_day
from gateway.pages.composing import compose
from gateway.pages.record import routes
from gateway.recordform import RecordForm
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    Problem,
    StaleVersion,
    Unavailable,
)
from homefire.statuses import status_of

BUSY = "employee_busy"
Answer = Response | tuple[str, int]


@routes.get("/customers/<int:number>/appointments/new")
@access.page
def new_appointment(number: int) -> Answer:
    """The form: the person who asks and today are proposed, with what is free then."""
    principal().require(WRITE)
    types = opening.types()
    own = gateway().staff.find(principal().id)
    values = {
        "type": types[0]["code"] if types else "",
        "employee": own["id"] if own else "",
        "date": shown_day(opening.today()),
    }
    return _page(number, None, _form("book_appointment", values))


@routes.post("/customers/<int:number>/appointments/new")
@access.page
def book_appointment(number: int) -> Answer:
    """Books it; a form that was sent twice books once (R254). `times` looks at what is free and books nothing."""
    principal().require(WRITE)
    form = _sent("book_appointment")
    if request.form.get("action") == "times":
        return _page(number, None, replace(form, values=form.values | {"slot": ""}))

    def write(form: RecordForm) -> Any:
        body = body_of(form.values, opening.named(form.values))
        return ask("book_appointment", [number, body], _beside(form))

    return _write(number, None, form, write)


@routes.get("/customers/<int:number>/appointments/<int:appointment_id>/move")
@access.page
def move_form(number: int, appointment_id: int) -> Answer:
    """The form with what the appointment is now, and what is free that day besides."""
    principal().require(WRITE)
    _composed, appointment = open_appointment(number, appointment_id)
    values = {
        "type": appointment["type"]["code"],
        "employee": appointment["employee_id"],
        "office": appointment["office_id"],
        "date": shown_day(local(appointment["starts_at"]).date()),
    }
    return _page(number, appointment, _form("move_appointment", values, appointment["version"]))


@routes.post("/customers/<int:number>/appointments/<int:appointment_id>/move")
@access.page
def move_appointment(number: int, appointment_id: int) -> Answer:
    """Moves it to another time, employee or office; `times` looks at what is free and moves nothing."""
    principal().require(WRITE)
    _composed, appointment = open_appointment(number, appointment_id)
    form = _sent("move_appointment")
    if request.form.get("action") == "times":
        return _page(number, appointment, replace(form, values=form.values | {"slot": ""}))

    def write(form: RecordForm) -> Any:
        people = opening.named(form.values, appointment)
        body = move_of(form.values, people, shown_day(local(appointment["starts_at"]).date()))
        return ask(
            "move_appointment", [appointment_id, body], _beside(form) | {"if_match": str(form.version)}
        )

    return _write(number, appointment, form, write)


def _write(
    number: int, appointment: Mapping[str, Any] | None, form: RecordForm, write: Callable[[RecordForm], Any]
) -> Answer:
    try:
        if form.values["slot"] and (form.values["start_time"] or form.values["end_time"]):
            detail = gettext("Choose a free time, or choose none of them and enter another. Not both.")
            raise Invalid(fields=[FieldProblem("start_time", "two_times", detail)])
        answer: dict[str, Any] = write(form)
    except Problem as problem:
        return _page(number, appointment, _refused(form, problem), status_of(problem))
    target = url_for("record.show_appointment", number=number, appointment_id=answer["id"])
    response = redirect(target, code=303)
    said.say(response, number, fields=1, warnings=_warnings(answer))
    return response


def _warnings(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """That the employee does not work then, if so: it is worth a look, and keeps nobody from meeting (R265)."""
    member = gateway().staff.find(answer["employee_id"]) if answer["employee_id"] else None
    start, end = local(answer["starts_at"]), local(answer["ends_at"])
    day = workinghours.of_day(member["hours"] if member else {}, start.date())
    if not day.known or (day.covers(start.time(), end.time()) and start.date() == end.date()):
        return []
    if not day.works:
        detail = gettext("%(name)s does not work on this day.", name=answer["employee"])
    else:
        form = clocks.chosen() or clocks.TWELVE
        opens, closes = (clocks.show(clocks.read(text), form) for text in (day.opens, day.closes))
        detail = gettext(
            "%(name)s works from %(opens)s to %(closes)s on this day.",
            name=answer["employee"], opens=opens, closes=closes,
        )  # fmt: skip
    return [{"field": "start_time", "detail": detail}]


def _form(operation: str, values: Mapping[str, str], version: int = 0) -> RecordForm:
    return RecordForm(
        values={**dict.fromkeys(FIELDS, ""), **values},
        base={},
        version=version,
        limits=gateway().contracts.limits_of(f"appointments.{operation}"),
    )


def _sent(operation: str) -> RecordForm:
    values = {name: request.form.get(name, "").strip() for name in FIELDS}
    text = request.form.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    return replace(
        _form(operation, values, version),
        key=request.form.get("key") or str(uuid.uuid4()),
        acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
    )


def _beside(form: RecordForm) -> dict[str, Any]:
    told = {"idempotency_key": form.key}
    return told | ({"acknowledgement": form.acknowledgement} if form.acknowledgement else {})


def _refused(form: RecordForm, problem: Problem) -> RecordForm:
    """The form with all that was typed. An answer that did not come was perhaps a booking, and keeps its key."""
    asks = isinstance(problem, AcknowledgementRequired) or bool(form.acknowledgement)
    if problem.code == BUSY:
        problem = _busy(problem)
    return replace(
        form,
        key=form.key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
        problem=None
        if isinstance(problem, AcknowledgementRequired) and not form.acknowledgement
        else problem,
        asks_acknowledgement=asks,
    )


def _busy(problem: Problem) -> Problem:
    """The same with the time that is taken, on the reader's clock, and what can be done here."""
    if "starts_at" not in problem.extra:
        return problem
    clock = clocks.chosen() or clocks.TWELVE
    start, end = (clocks.show(local(problem.extra[name]), clock) for name in ("starts_at", "ends_at"))
    detail = gettext(
        "The employee has an appointment from %(start)s to %(end)s. Choose another time or employee, or give a reason "
        "why both are to stand.",
        start=start, end=end,
    )  # fmt: skip
    return Conflict(detail, code=BUSY)


def _page(
    number: int, appointment: Mapping[str, Any] | None, form: RecordForm, status: int = 200
) -> tuple[str, int]:
    composed = compose(number)
    types = opening.types()
    staff = gateway().staff.everyone()
    form = replace(
        form,
        # What somebody else changed stands on this page, so it is the version to go on from.
        version=appointment["version"]
        if appointment and isinstance(form.problem, StaleVersion)
        else form.version,
        lists={
            "type": types,
            "employee": assigning.choices(staff),
            "office": opening.offices(appointment),
        },
        texts=_texts(appointment, staff),
    )
    page = render_template(
        "appointments/book.html",
        record=composed,
        appointment=appointment,
        form=form,
        labels=FIELDS,
        free=_free(form, appointment, types),
        asks_override=bool(form.values["override_reason"])
        or bool(form.problem and form.problem.code == BUSY),
    )
    return page, status


def _free(form: RecordForm, appointment: Mapping[str, Any] | None, types: list[dict[str, Any]]) -> Free:
    if appointment is None:
        minutes, moving = minutes_of(types, form.values["type"]), 0
    else:
        lasts = local(appointment["ends_at"]) - local(appointment["starts_at"])
        minutes, moving = max(5, int(lasts.total_seconds() // 60)), appointment["id"]
    return opening.free_of(form.values["employee"], form.values["date"], minutes, moving)


def _texts(appointment: Mapping[str, Any] | None, staff: list[dict[str, Any]]) -> dict[str, str]:
    """How the employee reads who is on the appointment and on no list: one who has left, or a name alone."""
    if appointment is None:
        return {}
    return {"employee": assigning.names(staff).get(appointment["employee_id"], appointment["employee"])}
