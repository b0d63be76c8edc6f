"""Projects: jobs of another kind, on one or more dwellings, for one program (R183 to R185, R205)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from homefire import reference
from homefire.errors import FieldProblem, Invalid
from homefire.events import EventType
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work
from weatherization import errors, events, presenting
from weatherization.domain import criteria
from weatherization.domain.job import Status
from weatherization.domain.project import PROJECT, TaskStatus, Verification, check_kind
from weatherization.models import Job, ProjectDwelling, ProjectTask
from weatherization.repository import base, facts
from weatherization.repository import projects as repository
from weatherization.usecases.assessors import name_of, vendor_named
from weatherization.usecases.ineligible import refuse_listed
from weatherization.usecases.jobs import get_job, load_open
from weatherization.usecases.program_rules import require_rule
from weatherization.usecases.telling import audience, heed_residents, tell


def create_project(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new project on dwellings that completed assessments qualify, where its type needs one (R184)."""
    dwelling_ids: list[int] = body["dwelling_ids"]
    addresses = _addresses(work, dwelling_ids)
    heed_residents(work, *dwelling_ids)
    refuse_listed(work, *dwelling_ids)
    rule = require_rule(work, body["program"])
    reference.check(work.session, "job_type", body["job_type"], field="job_type", on=work.today())
    assessed = facts.qualifying_of(work.session, dwelling_ids, body["program"])
    qualifying = {each: row["id"] for each, row in assessed.items() if row["qualifies"]}
    needed = criteria.needs_assessment(body["job_type"], rule["unassessed_types"])
    lacking = [addresses[each] for each in dwelling_ids if each not in qualifying] if needed else []
    in_field("override_reason", lambda: criteria.check_assessed(lacking, body["override_reason"]))
    project = _new(work, body, body["override_reason"] if lacking else "")
    work.session.add(project)
    work.session.flush()
    for position, dwelling_id in enumerate(dwelling_ids):
        work.session.add(
            ProjectDwelling(
                job_id=project.id,
                dwelling_id=dwelling_id,
                position=position,
                assessment_id=qualifying.get(dwelling_id),
            )
        )
    for task in body["tasks"]:
        work.session.add(new_task(work, project, task))
    work.session.flush()
    tell_project(work, events.project_created, project, {"override_reason": project.override_reason or None})
    return get_job(work, project.id)


def assign_project(work: Work, job_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Gives a project to a vendor, or takes it from the one who has it (R205)."""
    project = load_project(work, job_id)
    number = body["vendor_number"]
    if number == project.vendor_number:
        return get_job(work, job_id)
    before = name_of(work, project.vendor_number)
    chosen = None if number is None else vendor_named(work, number)
    project.vendor_number = number
    touch(work, project)
    told = {"assigned_to": chosen, "assigned_before": before}
    tell_project(work, events.project_assigned, project, told)
    return get_job(work, job_id)


def list_projects(work: Work, number: int) -> dict[str, Any]:
    """The projects of every dwelling that a customer is linked to or was, newest first (R183)."""
    rows = repository.projects_of_customer(work.connection, number, work.today())
    return {"items": [presenting.job_from_row(row, work.today()) for row in rows], "next": None}


def load_project(work: Work, job_id: int) -> Job:
    """The project, locked, in the version that the caller has read. Raises `WrongKind` for a job."""
    project = load_open(work, job_id)
    require_kind(project, PROJECT)
    return project


def require_kind(job: Job, kind: str) -> None:
    """Raises `WrongKind` unless this is a project, or a job, as wanted (R185)."""
    try:
        check_kind(job.kind, kind)
    except RuleBroken as broken:
        raise errors.WrongKind(broken.detail) from None


def touch(work: Work, job: Job) -> None:
    """Writes what changed under the next version."""
    job.version += 1
    stamp = work.stamp()
    job.updated_by, job.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()


def new_task(work: Work, project: Job, task: str) -> ProjectTask:
    """A task to do, not verified."""
    return ProjectTask(
        id=base.assign_id(work.session, "project_task", None),
        job_id=project.id,
        task=task,
        status=TaskStatus.TO_DO,
        verification_status=Verification.PENDING,
        reason="",
        verified_by="",
    )


def tell_project(work: Work, event_type: EventType, project: Job, told: dict[str, Any]) -> None:
    """Tells what happened to a project; it stands on the record of whoever lives in its first dwelling."""
    places = repository.dwellings_of_project(work.session, project.id)
    dwelling_ids = [each["dwelling_id"] for each in places]
    subject, customers = audience(work, *dwelling_ids)
    tell(
        work,
        event_type,
        subject=subject,
        customers=customers,
        aggregate=f"job/{project.id}",
        sequence=project.version,
        data={
            **presenting.job_state(project),
            "program": project.program,
            "dwelling_ids": dwelling_ids,
            "assessment_ids": [each["assessment_id"] for each in places if each["assessment_id"]],
            "vendor_number": project.vendor_number,
            "vendor_name": name_of(work, project.vendor_number),
            "customers": customers,
            **told,
        },
    )


def _new(work: Work, body: Mapping[str, Any], override_reason: str) -> Job:
    stamp = work.stamp()
    return Job(
        id=base.assign_id(work.session, "job", None),
        version=1,
        kind=PROJECT,
        dwelling_id=body["dwelling_ids"][0],
        job_type=body["job_type"],
        status=Status.NEW,
        status_reason="",
        program=body["program"],
        replacement_cost=body["replacement_cost"],
        override_reason=override_reason,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )


def _addresses(work: Work, dwelling_ids: Sequence[int]) -> dict[int, str]:
    """The dwellings' addresses by id. Raises `Invalid` for one that stands there twice or does not exist."""
    found = facts.addresses_of(work.session, dwelling_ids)
    if len(set(dwelling_ids)) < len(dwelling_ids):
        detail = "A dwelling stands there twice. Name each one once."
        raise Invalid(detail, fields=[FieldProblem("dwelling_ids", "dwelling_twice", detail)])
    missing = [str(each) for each in dwelling_ids if each not in found]
    if missing:
        detail = f"There is no dwelling {', '.join(missing)}. Check the ids."
        raise Invalid(detail, fields=[FieldProblem("dwelling_ids", "unknown_dwelling", detail)])
    return found
