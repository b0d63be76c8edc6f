"""What can be done with an appointment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from appointments import errors, events, presenting, scheduling
from appointments.domain import booking, contact
from appointments.domain.booking import Status
from appointments.domain.times import Slot
from appointments.models import Appointment
from appointments.repository import appointments as repository
from homefire import belonging, heeding, projection, reference
from homefire.changes import changes_between
from homefire.events import EventType
from homefire.work import Stamp, Work

DEFAULT_MINUTES = 30
"""How long an appointment lasts whose type does not say (R106)."""


def book_appointment(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new appointment, with a copy of how the customer is reached; afterwards too, for a walk-in (R107)."""
    number, customer = belonging.place(work, number)
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    heeding.heed(work, customer, stamp=stamp)
    slot = scheduling.slot_of(work, body, _length_of_type(work, body["type"], stamp))
    appointment = Appointment(
        id=repository.assign_id(work.session, history.get("id")),
        version=1,
        customer_number=number,
        type=body["type"],
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        subject=history.get("subject", contact.subject_of(customer)),
        contact_info=history.get("contact_info", contact.contact_info_of(customer)),
        employee=body["employee"],
        employee_id=body["employee_id"],
        office=body["office"],
        office_id=body["office_id"],
        status=history.get("status", Status.BOOKED),
        status_reason=history.get("status_reason", ""),
        recorded_late=booking.is_recorded_late(slot.starts_at, stamp.entered_at),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    scheduling.place(work, appointment, body["override_reason"])
    work.session.add(appointment)
    work.session.flush()
    _tell(work, events.appointment_booked, appointment, {}, stamp)
    return get_appointment(work, appointment.id)


def move_appointment(work: Work, appointment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Moves an appointment to another time, another employee, another office, or all of it."""
    appointment = _booked(work, appointment_id)
    before = presenting.state_of(appointment)
    current = Slot(appointment.starts_at, appointment.ends_at)
    retimed = any(name in body for name in scheduling.TIMES)
    slot = scheduling.slot_of(work, body, current.length) if retimed else current
    _name(appointment, body, "employee")
    _name(appointment, body, "office")
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    if slot != current:
        appointment.recorded_late = booking.is_recorded_late(slot.starts_at, work.now())
    if any(presenting.state_of(appointment)[name] != before[name] for name in scheduling.PLACED):
        scheduling.place(work, appointment, body["override_reason"])
    _save(work, events.appointment_moved, appointment, before)
    return get_appointment(work, appointment_id)


def refresh_contact(work: Work, appointment_id: int) -> dict[str, Any]:
    """Takes subject and contact info from the customer's record as it is now (R104)."""
    appointment = _booked(work, appointment_id)
    before = presenting.state_of(appointment)
    customer = _customer(work, appointment.customer_number)
    appointment.subject = contact.subject_of(customer)
    appointment.contact_info = contact.contact_info_of(customer)
    _save(work, events.appointment_updated, appointment, before)
    return get_appointment(work, appointment_id)


def cancel_appointment(work: Work, appointment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Cancels an appointment. It stays in the history, and its time is free again (R108)."""
    appointment = _booked(work, appointment_id)
    return _end(work, events.appointment_cancelled, appointment, Status.CANCELLED, body["reason"])


def mark_no_show(work: Work, appointment_id: int) -> dict[str, Any]:
    """Records that the customer did not come. The appointment stays in the history (R108)."""
    appointment = _booked(work, appointment_id)
    with _as_conflict():
        booking.check_missed(appointment.starts_at, work.now())
    return _end(work, events.appointment_no_show, appointment, Status.NO_SHOW, "")


def get_appointment(work: Work, appointment_id: int) -> dict[str, Any]:
    """One appointment."""
    row = repository.find(work.connection, appointment_id)
    if row is None:
        raise errors.AppointmentNotFound()
    return presenting.from_row(row)


def list_appointments(work: Work, number: int) -> dict[str, Any]:
    """A customer's appointments, past and coming, whatever became of them, newest first (R101, R105)."""
    rows = repository.of_customer(work.connection, number)
    return {"items": [presenting.grid_row(row) for row in rows], "next": None}


def _name(appointment: Appointment, body: Mapping[str, Any], part: str) -> None:
    """Takes another name with its id. Another one's id would be wrong for a new name, so it does not stay."""
    before, key = getattr(appointment, part), f"{part}_id"
    name = body.get(part, before)
    kept = getattr(appointment, key) if name == before else ""
    setattr(appointment, part, name)
    setattr(appointment, key, body.get(key, kept))


def _length_of_type(work: Work, code: str, stamp: Stamp) -> timedelta:
    """How long an appointment of a type lasts; an import may use a type that was retired since (R251)."""
    entered_on = stamp.entered_at.astimezone(work.edge.clock.time_zone).date()
    kind = reference.check(work.session, "appointment_type", code, field="type", on=entered_on)
    return timedelta(minutes=kind["data"].get("minutes", DEFAULT_MINUTES))


def _customer(work: Work, number: int) -> dict[str, Any]:
    """Looked up and not held: the appointment is there already, and this transaction has its row."""
    known = projection.recall(work.session, "customers", str(number))
    return known or projection.require(work, "customers", number, "get_customer_summary")


def _known(work: Work, number: int) -> heeding.Known:
    return projection.recall(work.session, "customers", str(number))


def _booked(work: Work, appointment_id: int) -> Appointment:
    """The appointment, locked, at the version that the caller knows, and standing."""
    appointment = repository.find_for_change(work.session, appointment_id)
    if appointment is None:
        raise errors.AppointmentNotFound()
    heeding.heed(work, _known(work, appointment.customer_number))
    belonging.refuse_deleted(work, appointment.customer_number)
    work.check_version(appointment.version)
    with _as_conflict():
        booking.check_booked(Status(appointment.status))
    return appointment


@contextmanager
def _as_conflict() -> Iterator[None]:
    """What an appointment's own state forbids is a conflict: no value that was sent is wrong."""
    try:
        yield
    except booking.NotBooked as broken:
        raise errors.AppointmentNotBooked(broken.detail) from None
    except booking.NotBegun as broken:
        raise errors.AppointmentNotBegun(broken.detail) from None


def _save(work: Work, event_type: EventType, appointment: Appointment, before: Mapping[str, Any]) -> None:
    """Writes what changed and tells it; a change that changes nothing writes nothing (R204)."""
    tracked = booking.tracked(work.edge.clock.time_zone)
    changes = changes_between(before, presenting.state_of(appointment), tracked)
    if not changes:
        return
    _touch(work, appointment)
    work.session.flush()
    _tell(work, event_type, appointment, {"changes": changes})


def _end(
    work: Work, event_type: EventType, appointment: Appointment, status: Status, reason: str
) -> dict[str, Any]:
    appointment.status, appointment.status_reason = status, reason
    _touch(work, appointment)
    work.session.flush()
    _tell(work, event_type, appointment, {"reason": reason})
    return get_appointment(work, appointment.id)


def _touch(work: Work, appointment: Appointment) -> None:
    stamp = work.stamp()
    appointment.version += 1
    appointment.updated_by, appointment.updated_at = stamp.entered_by, stamp.entered_at


def _tell(
    work: Work,
    event_type: EventType,
    appointment: Appointment,
    facts: dict[str, Any],
    stamp: Stamp | None = None,
) -> None:
    number, aggregate = appointment.customer_number, f"appointment/{appointment.id}"
    work.emit(
        event_type,
        subject=number,
        aggregate=aggregate,
        sequence=appointment.version,
        data={**presenting.state_of(appointment), **facts},
        stamp=stamp,
    )
    records = [(number, _known(work, number))]
    heeding.tell(work, records, aggregate=aggregate, sequence=appointment.version, stamp=stamp)
