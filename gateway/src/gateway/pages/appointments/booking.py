"""Booking an appointment, and moving one: type, employee, office, day, and what is free then (R101 to R108, R265)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access, assigning, clocks, workinghours
from gateway.appointmentform import FIELDS, body_of, minutes_of, move_of
from gateway.context import agency_today, gateway, principal
from gateway.forms import FieldForm, FormKind, write
from gateway.pages import said
from gateway.pages.appointments import opening
from gateway.pages.appointments.opening import SERVICE, WRITE, Free, local, open_appointment, shown_day
from gateway.pages.composing import compose
from gateway.pages.record import routes
from homefire.errors import Conflict, FieldProblem, Invalid, Problem, StaleVersion
from homefire.statuses import status_of

BUSY = "employee_busy"
BOOK = FormKind("book", f"{SERVICE}.book_appointment", FIELDS)
MOVE = FormKind("move", f"{SERVICE}.move_appointment", FIELDS)
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
        "date": shown_day(agency_today()),
    }
    return _page(number, None, BOOK.shown(values))


@routes.post("/customers/<int:number>/appointments/new")
@access.page
def book_appointment(number: int) -> Answer:
    """Books it; a form that was sent twice books once (R254). `times` looks at what is free and books nothing."""
    principal().require(WRITE)
    form = BOOK.sent()
    if request.form.get("action") == "times":
        return _page(number, None, replace(form, values={**form.values, "slot": ""}))

    def book() -> Any:
        return write(BOOK.operation, [number, body_of(form.values, opening.named(form.values))], form)

    return _write(number, None, form, book)


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
    return _page(number, appointment, MOVE.shown(values, appointment["version"]))


@routes.post("/customers/<int:number>/appointments/<int:appointment_id>/move")
@access.page
def move_appointment(number: int, appointment_id: int) -> Answer:
    """Moves it to another time, employee or office; `times` looks at what is free and moves nothing."""
    principal().require(WRITE)
    _composed, appointment = open_appointment(number, appointment_id)
    form = MOVE.sent()
    if request.form.get("action") == "times":
        return _page(number, appointment, replace(form, values={**form.values, "slot": ""}))

    def move() -> Any:
        people = opening.named(form.values, appointment)
        body = move_of(form.values, people, shown_day(local(appointment["starts_at"]).date()))
        return write(MOVE.operation, [appointment_id, body], form)

    return _write(number, appointment, form, move)


def _write(
    number: int, appointment: Mapping[str, Any] | None, form: FieldForm, change: Callable[[], Any]
) -> Answer:
    try:
        if form.values["slot"] and (form.values["start_time"] or form.values["end_time"]):
            detail = gettext("Choose a free time, or choose none of them and enter another. Not both.")
            raise Invalid(fields=[FieldProblem("start_time", "two_times", detail)])
        answer: dict[str, Any] = change()
    except Problem as problem:
        return _page(number, appointment, form.refused(_busy(problem)), status_of(problem))
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


def _busy(problem: Problem) -> Problem:
    """A problem; that of a taken time with that time, on the reader's clock, and what can be done here."""
    if problem.code != BUSY or "starts_at" not in problem.extra:
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
    number: int, appointment: Mapping[str, Any] | None, form: FieldForm, status: int = 200
) -> tuple[str, int]:
    composed = compose(number)
    types = opening.types()
    staff = gateway().staff.everyone()
    if appointment and isinstance(form.problem, StaleVersion):
        # What somebody else changed stands on this page, so it is the version to go on from.
        form = form.at_version(appointment["version"])
    form = replace(
        form,
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


def _free(form: FieldForm, appointment: Mapping[str, Any] | None, types: list[dict[str, Any]]) -> Free:
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
