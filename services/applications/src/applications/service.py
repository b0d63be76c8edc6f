"""The applications service: what can be asked of it."""

from __future__ import annotations

from typing import Any

from applications import errors
from applications.belongings import BELONGINGS
from applications.schemas import application as schemas
from applications.schemas import household as household_schemas
from applications.schemas import pledge as pledge_schemas
from applications.usecases import household, intake, pledges, reading, status
from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Service, operation
from homefire.paging import PageQuery
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.schemas import page_of
from homefire.work import Work

ApplicationSummaries = page_of(household_schemas.ApplicationSummary)


class ApplicationsService(reference_operations("applications"), Service):
    """Payment assistance: what households have applied for, where it stands, what was promised."""

    name = "applications"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

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

    @operation(
        "GET",
        "/applications/{application_id}/household",
        scope="applications:read",
        returns=household_schemas.Household,
    )
    def get_household(self, work: Work, application_id: int) -> dict[str, Any]:
        """One application's household, SSNs masked."""
        return reading.get_household(work, application_id)

    @operation(
        "PUT",
        "/applications/{application_id}/household/members",
        scope="applications:write",
        takes=household_schemas.MembersInput,
        returns=household_schemas.Household,
        versioned=True,
        guarded=True,
    )
    def set_household_members(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters the household member by member: the whole list, of which exactly one is SELF."""
        return household.set_household_members(work, application_id, body)

    @operation(
        "PUT",
        "/applications/{application_id}/household/summary",
        scope="applications:write",
        takes=household_schemas.SummaryInput,
        returns=household_schemas.Household,
        versioned=True,
        guarded=True,
    )
    def set_household_summary(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters the household as numbers per category; the customer record does not show it."""
        return household.set_household_summary(work, application_id, body)

    @operation(
        "POST",
        "/household-members/{member_id}/ssn/reveal",
        scope="applications:ssn.reveal",
        takes=household_schemas.RevealRequest,
        returns=household_schemas.RevealedSsn,
        stores_answer=False,
    )
    def reveal_member_ssn(self, work: Work, member_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Shows a household member's Social Security number, for a reason that is logged first."""
        return household.reveal_member_ssn(work, member_id, body["reason"])

    @operation(
        "POST",
        "/applications/{application_id}/pledges",
        scope="applications:write",
        takes=pledge_schemas.NewPledge,
        returns=pledge_schemas.Pledge,
        status=201,
        guarded=True,
    )
    def add_pledge(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records a promise of payment."""
        return pledges.add_pledge(work, application_id, body)

    @operation(
        "POST",
        "/pledges/{pledge_id}/status",
        scope="applications:write",
        takes=pledge_schemas.PledgeStatusChange,
        returns=pledge_schemas.Pledge,
        guarded=True,
    )
    def change_pledge_status(self, work: Work, pledge_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Marks a pledge as paid or cancelled, or opens it again."""
        return pledges.change_pledge_status(work, pledge_id, body)

    @operation("GET", "/programs", scope="reference:read", returns=schemas.ProgramList)
    def list_programs(self, work: Work) -> dict[str, Any]:
        """Every program with its years."""
        return reading.list_programs(work)

    @operation("GET", "/applications/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_application_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: gender, race, relation, education, utility_vendor, …"""
        return {"items": reference.entries(work.connection, name)}

    @operation(
        "GET",
        "/customers/{number}/applications/count",
        scope="applications:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_applications(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps what is needed of a customer, imported ones included."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
