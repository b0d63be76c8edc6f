"""The appointments service: what can be asked of it."""

from __future__ import annotations

from typing import Any

from appointments import errors, schemas, usecases
from appointments.belongings import BELONGINGS
from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.schemas import page_of
from homefire.work import Work

AppointmentsPage = page_of(schemas.AppointmentRow)


class AppointmentsService(reference_operations("appointments"), Service):
    """When a customer meets which employee, and no employee twice at once."""

    name = "appointments"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

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
        return usecases.book_appointment(work, number, body)

    @operation("GET", "/customers/{number}/appointments", scope="appointments:read", returns=AppointmentsPage)
    def list_appointments(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's appointments, cancelled and missed ones included, newest first."""
        return usecases.list_appointments(work, number)

    @operation(
        "GET", "/appointments/{appointment_id}", scope="appointments:read", returns=schemas.Appointment
    )
    def get_appointment(self, work: Work, appointment_id: int) -> dict[str, Any]:
        """One appointment."""
        return usecases.get_appointment(work, appointment_id)

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
        return usecases.move_appointment(work, appointment_id, body)

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
        return usecases.cancel_appointment(work, appointment_id, body)

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
        return usecases.mark_no_show(work, appointment_id)

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
        return usecases.refresh_contact(work, appointment_id)

    @operation("GET", "/appointments/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_appointment_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: appointment_type."""
        return {"items": reference.entries(work.connection, name)}

    @operation(
        "GET",
        "/customers/{number}/appointments/count",
        scope="appointments:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_appointments(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps how a customer is reached, for the copy that each appointment takes."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
