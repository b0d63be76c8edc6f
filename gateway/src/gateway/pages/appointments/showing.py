"""One appointment, and what becomes of it: refreshed from the record, cancelled, missed (R103, R104, R107, R108)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway import access
from gateway.appointmentform import REASON
from gateway.context import gateway, principal
from gateway.pages import said
from gateway.pages.appointments.opening import READ, WRITE, ask, open_appointment
from gateway.pages.record import routes
from gateway.recordform import RecordForm
from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, NotFound, Problem, Unavailable
from homefire.statuses import status_of

PATH = "/customers/<int:number>/appointments/<int:appointment_id>"
WAYS = {"cancel": "cancel_appointment", "no-show": "mark_no_show", "refresh": "refresh_contact"}
"""What the page can do to an appointment, and the operation that does it."""
Answer = Response | tuple[str, int]


@routes.get(PATH)
@access.page
def show_appointment(number: int, appointment_id: int) -> Response:
    """Everything about one appointment, and what can be done to it."""
    principal().require(READ)
    composed, appointment = open_appointment(number, appointment_id)
    saved = said.heard(number)
    response = make_response(_page(composed, appointment, _form(appointment["version"]), saved))
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
    form = _sent()
    try:
        answer = ask(WAYS[way], [appointment_id, *_body(way, form)], _beside(form))
    except Problem as problem:
        # Somebody else was perhaps first: the page shows the appointment as it is now.
        form = replace(_refused(form, problem), version=appointment["version"])
        return _page(composed, appointment, form, way=way), status_of(problem)
    response = redirect(
        url_for("record.show_appointment", number=number, appointment_id=appointment_id), code=303
    )
    said.say(response, number, fields=int(answer["version"] != form.version), warnings=[])
    return response


def _body(way: str, form: RecordForm) -> list[dict[str, str]]:
    """What the operation takes besides the appointment. Raises `Invalid` for a cancellation without a reason."""
    if way != "cancel":
        return []
    if not form.values["reason"]:
        detail = gettext("Say why the appointment is cancelled. It is written to the notes.")
        raise Invalid(fields=[FieldProblem("reason", "required", detail)])
    return [{"reason": form.values["reason"]}]


def _form(version: int, values: Mapping[str, str] | None = None) -> RecordForm:
    return RecordForm(
        values={"reason": "", **(values or {})},
        base={},
        version=version,
        limits=gateway().contracts.limits_of("appointments.cancel_appointment"),
    )


def _sent() -> RecordForm:
    text = request.form.get("version", "")
    version = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
    return replace(
        _form(version, {"reason": request.form.get("reason", "").strip()}),
        key=request.form.get("key") or str(uuid.uuid4()),
        acknowledgement=" ".join(request.form.get("acknowledgement", "").split()),
    )


def _beside(form: RecordForm) -> dict[str, Any]:
    told = {"if_match": str(form.version), "idempotency_key": form.key}
    return told | ({"acknowledgement": form.acknowledgement} if form.acknowledgement else {})


def _refused(form: RecordForm, problem: Problem) -> RecordForm:
    asks = isinstance(problem, AcknowledgementRequired)
    return replace(
        form,
        key=form.key if isinstance(problem, Unavailable) else str(uuid.uuid4()),
        problem=None if asks and not form.acknowledgement else problem,
        asks_acknowledgement=asks or bool(form.acknowledgement),
    )


def _page(
    composed: Mapping[str, Any],
    appointment: Mapping[str, Any],
    form: RecordForm,
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
