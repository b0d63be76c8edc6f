"""Appointments: booked, moved, ended, and read by customer."""

from __future__ import annotations

from typing import Any

from appointments.schemas import appointment as schemas
from appointments.usecases import appointments
from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work

AppointmentsPage = page_of(schemas.AppointmentRow)


class AppointmentOperations:
    """Operations on one appointment, and on a customer's."""

    @operation(
        "POST",
        "/customers/{number}/appointments",
        scope="appointments:write",
        takes=schemas.NewAppointment,
        returns=schemas.Appointment,
        status=201,
        guarded=True,
    )
    def book_appointment(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Books an appointment with an employee, afterwards too; a double booking needs a reason."""
        return appointments.book_appointment(work, number, body)

    @operation("GET", "/customers/{number}/appointments", scope="appointments:read", returns=AppointmentsPage)
    def list_appointments(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's appointments, cancelled and missed ones included, newest first."""
        return appointments.list_appointments(work, number)

    @operation(
        "GET", "/appointments/{appointment_id}", scope="appointments:read", returns=schemas.Appointment
    )
    def get_appointment(self, work: Work, appointment_id: int) -> dict[str, Any]:
        """One appointment."""
        return appointments.get_appointment(work, appointment_id)

    @operation(
        "POST",
        "/appointments/{appointment_id}/move",
        scope="appointments:write",
        takes=schemas.AppointmentMove,
        returns=schemas.Appointment,
        versioned=True,
        guarded=True,
    )
    def move_appointment(self, work: Work, appointment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Moves an appointment to another time, another employee, or both."""
        return appointments.move_appointment(work, appointment_id, body)

    @operation(
        "POST",
        "/appointments/{appointment_id}/cancel",
        scope="appointments:write",
        takes=schemas.Cancellation,
        returns=schemas.Appointment,
        versioned=True,
        guarded=True,
    )
    def cancel_appointment(self, work: Work, appointment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Cancels an appointment; it stays in the history."""
        return appointments.cancel_appointment(work, appointment_id, body)

    @operation(
        "POST",
        "/appointments/{appointment_id}/no-show",
        scope="appointments:write",
        returns=schemas.Appointment,
        versioned=True,
        guarded=True,
    )
    def mark_no_show(self, work: Work, appointment_id: int) -> dict[str, Any]:
        """Records that the customer did not come; the appointment stays in the history."""
        return appointments.mark_no_show(work, appointment_id)

    @operation(
        "POST",
        "/appointments/{appointment_id}/refresh-contact",
        scope="appointments:write",
        returns=schemas.Appointment,
        versioned=True,
        guarded=True,
    )
    def refresh_contact(self, work: Work, appointment_id: int) -> dict[str, Any]:
        """Takes subject and contact info from the customer's record as it is now."""
        return appointments.refresh_contact(work, appointment_id)
