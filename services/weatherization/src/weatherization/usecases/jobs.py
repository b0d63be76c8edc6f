"""Jobs (R93 to R98)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import belonging, reference
from homefire.changes import changes_between
from homefire.errors import FieldProblem
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.work import Stamp, Work
from weatherization import errors, events, presenting
from weatherization.domain import job as rules
from weatherization.domain.job import Status
from weatherization.domain.project import JOB, PROJECT, check_kind
from weatherization.models import Job
from weatherization.repository import base
from weatherization.repository import dwellings as stored_dwellings
from weatherization.repository import jobs as stored_jobs
from weatherization.repository import projects as stored_projects
from weatherization.usecases.ineligible import refuse_listed
from weatherization.usecases.telling import audience, entry_day, heed_residents, tell


def create_job(work: Work, dwelling_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new job on a dwelling. An import may say how far it had come."""
    if not stored_dwellings.dwelling_exists(work.session, dwelling_id):
        raise errors.DwellingNotFound()
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    heed_residents(work, dwelling_id, stamp=stamp)
    reference.check(work.session, "job_type", body["job_type"], field="job_type", on=entry_day(work, stamp))
    if not stamp.historic:
        refuse_listed(work, dwelling_id)
    job = Job(
        id=base.assign_id(work.session, "job", history.get("job_id")),
        version=1,
        dwelling_id=dwelling_id,
        kind=JOB,
        program="",
        override_reason="",
        job_type=body["job_type"],
        status=history.get("status", Status.NEW),
        status_reason=history.get("status_reason", ""),
        completed_date=history.get("completed_date"),
        reported_date=history.get("reported_date"),
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    _check_dates(work, job, "history.")
    work.session.add(job)
    work.session.flush()
    tell_job(work, events.job_created, job, {}, stamp)
    return get_job(work, job.id)


def update_job(work: Work, job_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named. What was reported to the state is un-reported first (R98)."""
    job = load_open(work, job_id)
    before = presenting.job_state(job)
    if "job_type" in body:
        reference.check(work.session, "job_type", body["job_type"], field="job_type", on=work.today())
        job.job_type = body["job_type"]
    if "completed_date" in body:
        job.completed_date = body["completed_date"]
        _check_dates(work, job)
    if "replacement_cost" in body:
        in_field("replacement_cost", lambda: check_kind(job.kind, PROJECT))
        job.replacement_cost = body["replacement_cost"]
    save(work, events.job_updated, job, before)
    return get_job(work, job_id)


def change_job_status(work: Work, job_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Takes a job to another status, back from its report included (R97, R98)."""
    job = _for_change(work, job_id)
    before = presenting.job_state(job)
    current, to = Status(job.status), Status(body["status"])
    try:
        rules.check_move(current, to)
    except rules.IllegalMove as illegal:
        problem = FieldProblem("status", illegal.code, illegal.detail)
        raise errors.StatusNotPossible(illegal.detail, fields=[problem]) from None
    in_field("reason", lambda: rules.check_reason(current, to, body["reason"]))
    kept = job.completed_date if to in rules.DONE else None
    default = work.today() if to in rules.DONE else None
    job.completed_date = body.get("completed_date") or kept or default
    job.reported_date = body.get("reported_date") or (work.today() if to is Status.REPORTED else None)
    job.status, job.status_reason = to, body["reason"]
    _check_dates(work, job)
    save(work, events.job_status_changed, job, before, old_status=current, new_status=to)
    return get_job(work, job_id)


def get_job(work: Work, job_id: int) -> dict[str, Any]:
    """One job or project with its dwellings, tasks, measures and clock."""
    row = stored_jobs.find_job(work.connection, job_id, work.today())
    if row is None:
        raise errors.JobNotFound()
    return presenting.job_from_row(row, work.today())


def list_jobs(work: Work, number: int) -> dict[str, Any]:
    """Every job on every dwelling that a customer is linked to or was, newest first (R93 to R95).

    Nothing is shown of other people who live there or did.
    """
    rows = stored_jobs.jobs_of_customer(work.connection, number, work.today())
    return {"items": [presenting.grid_row(row) for row in rows], "next": None}


def list_own_jobs(work: Work) -> dict[str, Any]:
    """The jobs that were under way or done while the customer who asks had the dwelling (R95)."""
    number = belonging.own_number(work)
    zone = str(work.edge.clock.time_zone)
    rows = stored_jobs.jobs_of_own_time(work.connection, number, work.today(), zone)
    return {"items": [presenting.own_job(row) for row in rows], "next": None}


def load_open(work: Work, job_id: int) -> Job:
    """The job, locked, in the version that the caller has read. Raises `JobIsReported` for one that is (R98)."""
    job = _for_change(work, job_id)
    if job.status == Status.REPORTED:
        raise errors.JobIsReported()
    return job


def _for_change(work: Work, job_id: int) -> Job:
    job = stored_jobs.find_job_for_change(work.session, job_id)
    if job is None:
        raise errors.JobNotFound()
    heed_residents(work, *_places(work, job))
    work.check_version(job.version)
    return job


def _places(work: Work, job: Job) -> list[int]:
    """The dwellings of a job or project, its own first."""
    others = [each["dwelling_id"] for each in stored_projects.dwellings_of_project(work.session, job.id)]
    return list(dict.fromkeys([job.dwelling_id, *others]))


def _check_dates(work: Work, job: Job, prefix: str = "") -> None:
    status, today = Status(job.status), work.today()
    completed, reported = job.completed_date, job.reported_date
    in_field(f"{prefix}completed_date", lambda: rules.check_completed(status, completed, today))
    in_field(f"{prefix}reported_date", lambda: rules.check_reported(status, completed, reported, today))


def save(work: Work, event_type: EventType, job: Job, before: Mapping[str, Any], **facts: str) -> None:
    """Writes what changed and tells it; a change that changes nothing writes nothing (R204)."""
    changes = changes_between(before, presenting.job_state(job), rules.TRACKED)
    if not changes:
        return
    job.version += 1
    stamp = work.stamp()
    job.updated_by, job.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()
    tell_job(work, event_type, job, {**facts, "changes": changes})


def tell_job(
    work: Work, event_type: EventType, job: Job, facts: dict[str, Any], stamp: Stamp | None = None
) -> None:
    """Tells what happened to a job or project, on the record of whoever lives in its first dwelling."""
    subject, customers = audience(work, *_places(work, job))
    tell(
        work,
        event_type,
        subject=subject,
        customers=customers,
        aggregate=f"job/{job.id}",
        sequence=job.version,
        data={**presenting.job_state(job), "customers": customers, **facts},
        stamp=stamp,
    )
