"""One appointment, and what becomes of it: refreshed from the record, cancelled, missed (R103, R104, R107, R108)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access
from gateway.appointmentform import REASON
from gateway.context import principal
from gateway.forms import FieldForm, FormKind, write
from gateway.pages import said
from gateway.pages.appointments.opening import READ, SERVICE, WRITE, open_appointment
from gateway.pages.record import routes
from homefire.errors import FieldProblem, Invalid, NotFound, Problem
from homefire.statuses import status_of

PATH = "/customers/<int:number>/appointments/<int:appointment_id>"
WAYS = {"cancel": "cancel_appointment", "no-show": "mark_no_show", "refresh": "refresh_contact"}
"""What the page can do to an appointment, and the operation that does it."""
CANCEL = FormKind("cancel", f"{SERVICE}.{WAYS['cancel']}", REASON)
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def show_appointment(number: int, appointment_id: int) -> Response:
    """Everything about one appointment, and what can be done to it."""
    principal().require(READ)
    composed, appointment = open_appointment(number, appointment_id)
    saved = said.heard(number)
    response = make_response(
        _page(composed, appointment, CANCEL.shown(version=appointment["version"]), saved)
    )
    if saved is not None:
        said.forget(response)
    return response


@routes.post(f"{PATH}/<way>")
@access.page
def change_appointment(number: int, appointment_id: int, way: str) -> Answer:
    """Cancels it with a reason, records that nobody came, or takes name and phone from the record anew."""
    principal().require(WRITE)
    if way not in WAYS:
        raise NotFound()
    composed, appointment = open_appointment(number, appointment_id)
    form = CANCEL.sent()
    try:
        answer = write(f"{SERVICE}.{WAYS[way]}", [appointment_id, *_body(way, form)], form)
    except Problem as problem:
        # Somebody else was perhaps first: the page shows the appointment as it is now.
        form = form.refused(problem).at_version(appointment["version"])
        return _page(composed, appointment, form, way=way), status_of(problem)
    response = redirect(
        url_for("record.show_appointment", number=number, appointment_id=appointment_id), code=303
    )
    said.say(response, number, fields=int(answer["version"] != form.version), warnings=[])
    return response


def _body(way: str, form: FieldForm) -> list[dict[str, str]]:
    """What the operation takes besides the appointment. Raises `Invalid` for a cancellation without a reason."""
    if way != "cancel":
        return []
    if not form.values["reason"]:
        detail = gettext("Say why the appointment is cancelled. It is written to the notes.")
        raise Invalid(fields=[FieldProblem("reason", "required", detail)])
    return [{"reason": form.values["reason"]}]


def _page(
    composed: Mapping[str, Any],
    appointment: Mapping[str, Any],
    form: FieldForm,
    saved: Mapping[str, Any] | None = None,
    way: str = "",
) -> str:
    begun = datetime.fromisoformat(appointment["starts_at"]) <= datetime.now(UTC)
    return render_template(
        "appointments/appointment.html",
        record=composed,
        appointment=appointment,
        form=form,
        labels=REASON,
        saved=saved,
        way=way,
        begun=begun,
        may_change=principal().may(WRITE) and appointment["status"] == "BOOKED",
    )
