"""Finding the slot that a request means, and a place for it in the employee's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from appointments import errors
from appointments.domain import booking, times
from appointments.domain.times import Slot
from appointments.models import Appointment
from appointments.repository import appointments as repository
from homefire.clock import to_wire
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.work import Work

_LOCAL = ("date", "start_time", "end_time")
_INSTANTS = ("starts_at", "ends_at")
TIMES = (*_LOCAL, *_INSTANTS)
PLACED = (*_INSTANTS, "employee", "employee_id")
"""What decides on the place in somebody's calendar. Where none of it changes, a reason to overlap stays."""


def slot_of(work: Work, body: Mapping[str, Any], length: timedelta) -> Slot:
    """The slot that a request names, in either form; `length` is used when it does not say when it ends."""
    local, instants = ([name for name in form if name in body] for form in (_LOCAL, _INSTANTS))
    if local and instants:
        detail = "Send date, start_time and end_time, or starts_at and ends_at, and not both."
        raise Invalid(detail, fields=[FieldProblem(name, "two_forms", detail) for name in instants])
    _require(body, ("date", "start_time") if local else ("starts_at",))
    if local:
        slot = _local_slot(work, body, length)
    else:
        slot = Slot(body["starts_at"], body.get("ends_at") or body["starts_at"] + length)
    in_field("end_time" if local else "ends_at", lambda: times.check_slot(slot, work.now()))
    return slot


def _local_slot(work: Work, body: Mapping[str, Any], length: timedelta) -> Slot:
    day, start, end, zone = body["date"], body["start_time"], body.get("end_time"), work.edge.clock.time_zone
    starts_at = in_field("start_time", lambda: times.in_zone(day, start, zone))
    if end is None:
        return Slot(starts_at, starts_at + length)
    return Slot(starts_at, in_field("end_time", lambda: times.in_zone(day, end, zone)))


def _require(body: Mapping[str, Any], names: tuple[str, ...]) -> None:
    missing = [FieldProblem(name, "required", "This is required.") for name in names if name not in body]
    if missing:
        raise Invalid("Say when: send date and start_time, or starts_at with its zone.", fields=missing)


def place(work: Work, appointment: Appointment, override_reason: str) -> None:
    """Puts a booked appointment into its employee's calendar, or refuses it (R108).

    An overlap needs a reason, which is kept with the appointment. A reason without an overlap is dropped, so
    that the appointment stays protected by the database like any other.
    """
    appointment.employee_key = booking.employee_key(appointment.employee)
    appointment.overlap_overridden, appointment.override_reason = False, ""
    if appointment.status != booking.Status.BOOKED:
        return
    taken = _taken(work, appointment)
    if taken is None:
        return
    if not override_reason:
        raise _busy(work, *taken)
    appointment.overlap_overridden, appointment.override_reason = True, override_reason


def _taken(work: Work, appointment: Appointment) -> tuple[int, Slot] | None:
    key, employee_id = appointment.employee_key, appointment.employee_id
    # A changed appointment is not written before the answer is known: a constraint would end the transaction.
    with work.session.no_autoflush:
        repository.hold_calendars(work.session, booking.calendars(key, employee_id))
        return repository.find_overlap(
            work.session,
            employee_key=key,
            employee_id=employee_id,
            slot=Slot(appointment.starts_at, appointment.ends_at),
            but=appointment.id,
        )


def _busy(work: Work, appointment_id: int, taken: Slot) -> errors.EmployeeIsBusy:
    zone = work.edge.clock.time_zone
    start = times.show_clock(taken.starts_at.astimezone(zone).time())
    end = times.show_clock(taken.ends_at.astimezone(zone).time())
    return errors.EmployeeIsBusy(
        f"The employee has an appointment from {start} to {end}. Choose another time or employee, or send "
        "override_reason.",
        appointment_id=appointment_id,
        starts_at=to_wire(taken.starts_at),
        ends_at=to_wire(taken.ends_at),
    )
