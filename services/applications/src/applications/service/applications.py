"""Applications: receiving, changing, moving through their statuses."""

from __future__ import annotations

from typing import Any

from applications.schemas import application as schemas
from applications.schemas import household as household_schemas
from applications.usecases import intake, reading, status
from homefire.operations import operation
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.work import Work

ApplicationSummaries = page_of(household_schemas.ApplicationSummary)


class ApplicationOperations:
    """Operations on applications."""

    @operation(
        "GET",
        "/customers/{number}/applications",
        scope="applications:read",
        returns=household_schemas.CustomerApplications,
    )
    def get_customer_applications(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's applications with pledges, newest program year first, and the household to show."""
        return reading.get_customer_applications(work, number)

    @operation(
        "POST",
        "/customers/{number}/applications",
        scope="applications:write",
        takes=schemas.NewApplication,
        returns=schemas.Application,
        status=201,
        guarded=True,
    )
    def receive_application(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters an application that the agency has received."""
        return intake.receive_application(work, number, body)

    @operation(
        "GET",
        "/applications/summaries",
        scope="applications:read",
        query=PageQuery,
        returns=ApplicationSummaries,
    )
    def list_application_summaries(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """All applications, page by page, with what customers are found by: for whoever keeps a copy of it."""
        return reading.list_application_summaries(work, query)

    @operation(
        "GET", "/applications/{application_id}", scope="applications:read", returns=schemas.Application
    )
    def get_application(self, work: Work, application_id: int) -> dict[str, Any]:
        """One application in full."""
        return reading.get_application(work, application_id)

    @operation(
        "GET",
        "/applications/{application_id}/warnings",
        scope="applications:read",
        returns=schemas.ApplicationWarnings,
    )
    def list_application_warnings(self, work: Work, application_id: int) -> dict[str, Any]:
        """What to look at in an application as it stands, other applications with the same address among it."""
        return reading.list_application_warnings(work, application_id)

    @operation(
        "PATCH",
        "/applications/{application_id}",
        scope="applications:write",
        takes=schemas.ApplicationPatch,
        returns=schemas.Application,
        versioned=True,
        guarded=True,
    )
    def update_application(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the fields named; each change becomes a note."""
        return intake.update_application(work, application_id, body)

    @operation(
        "POST",
        "/applications/{application_id}/status",
        scope="applications:write",
        takes=schemas.StatusChange,
        returns=schemas.Application,
        versioned=True,
        guarded=True,
    )
    def change_application_status(
        self, work: Work, application_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Moves an application to another status, where the status machine allows it."""
        return status.change_application_status(work, application_id, body)
