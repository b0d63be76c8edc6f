"""The appointments service: what can be asked of it, one module per concept."""

from __future__ import annotations

from typing import Any

from appointments import errors
from appointments.belongings import BELONGINGS
from appointments.service.appointments import AppointmentOperations
from appointments.service.calendar import CalendarOperations
from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.work import Work


class AppointmentsService(
    AppointmentOperations, CalendarOperations, reference_operations("appointments"), Service
):
    """When a customer meets which employee, and no employee twice at once."""

    name = "appointments"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

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
