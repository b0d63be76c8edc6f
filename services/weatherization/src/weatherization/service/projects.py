"""Projects with their tasks, and the measures of jobs."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization.schemas import job
from weatherization.schemas import project as schemas
from weatherization.usecases import measures, projects, tasks

READ, WRITE = "weatherization:read", "weatherization:write"
ProjectsPage = page_of(job.Job)


class ProjectOperations:
    """Operations on projects and on what jobs and projects are made of."""

    @operation("GET", "/customers/{number}/projects", scope=READ, returns=ProjectsPage)
    def list_projects(self, work: Work, number: int) -> dict[str, Any]:
        """The projects of every dwelling that a customer is linked to or was, newest first."""
        return projects.list_projects(work, number)

    @operation(
        "POST",
        "/projects",
        scope=WRITE,
        takes=schemas.NewProject,
        returns=job.Job,
        status=201,
        guarded=True,
    )
    def create_project(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a project for one or more dwellings that completed assessments qualify, where its type needs that."""
        return projects.create_project(work, body)

    @operation(
        "POST",
        "/projects/{job_id}/vendor",
        scope=WRITE,
        takes=schemas.VendorAssignment,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def assign_project(self, work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Gives a project to a vendor, or takes it from the one who has it."""
        return projects.assign_project(work, job_id, body)

    @operation(
        "POST",
        "/projects/{job_id}/tasks",
        scope=WRITE,
        takes=schemas.NewTask,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def add_project_task(self, work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Adds a task to a project."""
        return tasks.add_task(work, job_id, body)

    @operation(
        "PATCH",
        "/projects/{job_id}/tasks/{task_id}",
        scope=WRITE,
        takes=schemas.TaskPatch,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def update_project_task(
        self, work: Work, job_id: int, task_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Changes a task, its status or its verification."""
        return tasks.update_task(work, job_id, task_id, body)

    @operation(
        "POST",
        "/projects/{job_id}/tasks/{task_id}/removal",
        scope=WRITE,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def remove_project_task(self, work: Work, job_id: int, task_id: int) -> dict[str, Any]:
        """Takes a task from a project."""
        return tasks.remove_task(work, job_id, task_id)

    @operation(
        "POST",
        "/jobs/{job_id}/measures",
        scope=WRITE,
        takes=schemas.NewMeasure,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def add_job_measure(self, work: Work, job_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Adds a measure to a job."""
        return measures.add_measure(work, job_id, body)

    @operation(
        "PATCH",
        "/jobs/{job_id}/measures/{measure_id}",
        scope=WRITE,
        takes=schemas.MeasurePatch,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def update_job_measure(
        self, work: Work, job_id: int, measure_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Changes a measure, its quantity or its cost."""
        return measures.update_measure(work, job_id, measure_id, body)

    @operation(
        "POST",
        "/jobs/{job_id}/measures/{measure_id}/removal",
        scope=WRITE,
        returns=job.Job,
        versioned=True,
        guarded=True,
    )
    def remove_job_measure(self, work: Work, job_id: int, measure_id: int) -> dict[str, Any]:
        """Takes a measure from a job."""
        return measures.remove_measure(work, job_id, measure_id)
