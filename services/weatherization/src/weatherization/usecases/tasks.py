"""Tasks of projects, and their verification (R183)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.schemas import in_field
from homefire.work import Work
from weatherization import errors, events
from weatherization.domain.project import TaskStatus, Verification, check_verification
from weatherization.models import Job, ProjectTask
from weatherization.repository import projects as repository
from weatherization.usecases.jobs import get_job
from weatherization.usecases.projects import load_project, new_task, tell_project, touch

_STATE = ("task", "status", "verification_status", "reason")


def add_task(work: Work, job_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another task of a project, to do."""
    project = load_project(work, job_id)
    task = new_task(work, project, body["task"])
    work.session.add(task)
    touch(work, project)
    _tell(work, project, task, "added", None)
    return get_job(work, job_id)


def update_task(work: Work, job_id: int, task_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named. What is no longer done is no longer verified either."""
    project = load_project(work, job_id)
    task = _require(work, job_id, task_id)
    before = {name: getattr(task, name) for name in _STATE}
    after = {**before, **body}
    status = TaskStatus(after["status"])
    if "verification_status" not in body and status is not TaskStatus.DONE:
        after["verification_status"] = Verification.PENDING
    verification = Verification(after["verification_status"])
    if verification is not Verification.REJECTED:
        after["reason"] = ""
    field = "reason" if status is TaskStatus.DONE else "verification_status"
    in_field(field, lambda: check_verification(status, verification, after["reason"]))
    if after == before:
        return get_job(work, job_id)
    _apply(work, task, before, after)
    touch(work, project)
    _tell(work, project, task, "changed", before)
    return get_job(work, job_id)


def remove_task(work: Work, job_id: int, task_id: int) -> dict[str, Any]:
    """Takes a task from a project; what it was stays in the notes."""
    project = load_project(work, job_id)
    task = _require(work, job_id, task_id)
    work.session.delete(task)
    touch(work, project)
    _tell(work, project, task, "removed", {name: getattr(task, name) for name in _STATE})
    return get_job(work, job_id)


def _require(work: Work, job_id: int, task_id: int) -> ProjectTask:
    task = repository.find_task(work.session, job_id, task_id)
    if task is None:
        raise errors.TaskNotFound()
    return task


def _apply(work: Work, task: ProjectTask, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    today, who = work.today(), work.stamp().entered_by
    for name in _STATE:
        setattr(task, name, after[name])
    if after["status"] != before["status"]:
        task.done_on = today if after["status"] == TaskStatus.DONE else None
    if after["verification_status"] != before["verification_status"]:
        decided = after["verification_status"] != Verification.PENDING
        task.verified_by, task.verified_on = (who, today) if decided else ("", None)


def _tell(work: Work, project: Job, task: ProjectTask, action: str, before: Mapping[str, Any] | None) -> None:
    told = {
        "task_id": task.id,
        "task_action": action,
        "task": task.task,
        "task_status": str(task.status),
        "task_verification_status": str(task.verification_status),
        "old_task_status": str(before["status"]) if before else None,
        "old_task_verification_status": str(before["verification_status"]) if before else None,
    }
    tell_project(work, events.project_task_changed, project, told)
