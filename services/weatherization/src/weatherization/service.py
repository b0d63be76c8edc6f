"""The weatherization service: what can be asked of it."""

from __future__ import annotations

from typing import Any

from homefire import belonging, belonging_contract, reference
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import errors, schemas, usecases
from weatherization.belongings import BELONGINGS

JobsPage = page_of(schemas.JobRow)
DwellingsPage = page_of(schemas.Link)


class WeatherizationService(reference_operations("weatherization"), Service):
    """Dwellings, who lives in them and owns them, and the jobs done on them."""

    name = "weatherization"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

    @operation(
        "POST",
        "/dwellings",
        scope="weatherization:write",
        takes=schemas.NewDwelling,
        returns=schemas.Dwelling,
        status=201,
    )
    def create_dwelling(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a dwelling. City, county and state fill in from the ZIP code."""
        return usecases.create_dwelling(work, body)

    @operation("GET", "/dwellings/{dwelling_id}", scope="weatherization:read", returns=schemas.Dwelling)
    def get_dwelling(self, work: Work, dwelling_id: int) -> dict[str, Any]:
        """One dwelling, without the people who live there."""
        return usecases.get_dwelling(work, dwelling_id)

    @operation(
        "PATCH",
        "/dwellings/{dwelling_id}",
        scope="weatherization:write",
        takes=schemas.DwellingPatch,
        returns=schemas.Dwelling,
        versioned=True,
        guarded=True,
    )
    def update_dwelling(self, work: Work, dwelling_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes a dwelling's kind or address."""
        return usecases.update_dwelling(work, dwelling_id, body)

    @operation(
        "POST",
        "/customers/{number}/dwellings",
        scope="weatherization:write",
        takes=schemas.NewLink,
        returns=schemas.Link,
        status=201,
        guarded=True,
    )
    def link_dwelling(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Links a customer to a dwelling as its occupant or owner."""
        return usecases.link_dwelling(work, number, body)

    @operation(
        "POST",
        "/customers/{number}/dwellings/{link_id}/end",
        scope="weatherization:write",
        takes=schemas.LinkEnd,
        returns=schemas.Link,
        versioned=True,
        guarded=True,
    )
    def end_dwelling_link(
        self, work: Work, number: int, link_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Sets or corrects the last day of a customer's link to a dwelling."""
        return usecases.end_dwelling_link(work, number, link_id, body)

    @operation("GET", "/customers/{number}/dwellings", scope="weatherization:read", returns=DwellingsPage)
    def list_dwellings(self, work: Work, number: int) -> dict[str, Any]:
        """A customer's dwellings, past ones included, newest link first."""
        return usecases.list_dwellings(work, number)

    @operation("GET", "/customers/{number}/jobs", scope="weatherization:read", returns=JobsPage)
    def list_jobs(self, work: Work, number: int) -> dict[str, Any]:
        """Every job on every dwelling that a customer is linked to or was, newest first."""
        return usecases.list_jobs(work, number)

    @operation(
        "POST",
        "/dwellings/{dwelling_id}/jobs",
        scope="weatherization:write",
        takes=schemas.NewJob,
        returns=schemas.Job,
        status=201,
        guarded=True,
    )
    def create_job(self, work: Work, dwelling_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a job on a dwelling."""
        return usecases.create_job(work, dwelling_id, body)

    @operation("GET", "/jobs/{job_id}", scope="weatherization:read", returns=schemas.Job)
    def get_job(self, work: Work, job_id: int) -> dict[str, Any]:
        """One job with its dwelling's address and the statuses it may take next."""
        return usecases.get_job(work, job_id)

    @operation(
        "PATCH",
        "/jobs/{job_id}",
        scope="weatherization:write",
        takes=schemas.JobPatch,
        returns=schemas.Job,
        versioned=True,
        guarded=True,
    )
    def update_job(self, work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the fields named; each change becomes a note."""
        return usecases.update_job(work, job_id, body)

    @operation(
        "POST",
        "/jobs/{job_id}/status",
        scope="weatherization:write",
        takes=schemas.JobMove,
        returns=schemas.Job,
        versioned=True,
        guarded=True,
    )
    def change_job_status(self, work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Takes a job to another status; to defer, cancel or un-report it needs a reason."""
        return usecases.change_job_status(work, job_id, body)

    @operation("GET", "/weatherization/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_weatherization_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: job_type, dwelling_kind."""
        return {"items": reference.entries(work.connection, name)}

    @operation(
        "GET",
        "/customers/{number}/dwellings/count",
        scope="weatherization:read",
        query=belonging_contract.CountQuery,
        returns=belonging_contract.BelongingCount,
    )
    def count_customer_dwellings(self, work: Work, number: int, query: dict[str, Any]) -> dict[str, Any]:
        """Counts what this service has under a number, and what of it keeps the record from being deleted."""
        return belonging.count(work, number, query["other"], BELONGINGS)

    @handler("customers", *belonging.FOLLOWED, historic=True)
    def remember_customer(self, work: Work, event: Event) -> None:
        """Keeps who a customer is, so that a link to nobody is refused without asking."""
        belonging_contract.tell_move(work, belonging.follow(work, event, BELONGINGS))
