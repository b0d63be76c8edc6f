"""Jobs on dwellings."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import usecases
from weatherization.schemas import job as schemas

JobsPage = page_of(schemas.JobRow)
OwnJobsPage = page_of(schemas.OwnJob)


class JobOperations:
    """Operations on jobs."""

    @operation("GET", "/customers/{number}/jobs", scope="weatherization:read", returns=JobsPage)
    def list_jobs(self, work: Work, number: int) -> dict[str, Any]:
        """Every job on every dwelling that a customer is linked to or was, newest first."""
        return usecases.list_jobs(work, number)

    @operation("GET", "/portal/jobs", scope="portal:jobs.read", returns=OwnJobsPage)
    def list_own_jobs(self, work: Work) -> dict[str, Any]:
        """The jobs done in the own time of the customer who has signed in to the portal, newest first."""
        return usecases.list_own_jobs(work)

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
