"""Queries of projects, their tasks and dwellings, of jobs' measures, and of what a vendor is to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.domain import assessment as assessments
from weatherization.models import Assessment, Dwelling, Job, JobMeasure, ProjectDwelling, ProjectTask
from weatherization.repository.base import NUMBER, PLACE, SERVICE_ADDRESS
from weatherization.repository.composing import array_of, dwellings_of, rule_value, vendor_name

_job: Any = Job.__table__
_part: Any = ProjectDwelling.__table__
_task: Any = ProjectTask.__table__
_measure: Any = JobMeasure.__table__
_assessment: Any = Assessment.__table__
_dwelling: Any = Dwelling.__table__
_VENDOR = sa.bindparam("vendor_number", type_=sa.BigInteger)
_DONE = ("COMPLETED", "REPORTED")

DWELLINGS = (
    sa.select(
        array_of(
            {
                "dwelling_id": _part.c.dwelling_id,
                "service_address": SERVICE_ADDRESS,
                "city": _dwelling.c.address_city,
                "zip": _dwelling.c.address_zip,
                "county": _dwelling.c.address_county,
                "assessment_id": _part.c.assessment_id,
            },
            _part.c.position,
        )
    )
    .select_from(_part.join(_dwelling, _dwelling.c.id == _part.c.dwelling_id))
    .where(_part.c.job_id == _job.c.id)
    .correlate(_job)
    .scalar_subquery()
)
TASKS = (
    sa.select(
        array_of(
            {
                "task_id": _task.c.id,
                **{
                    name: _task.c[name]
                    for name in ("task", "status", "verification_status", "reason", "done_on", "verified_by")
                },
                "verified_on": _task.c.verified_on,
            },
            _task.c.id,
        )
    )
    .where(_task.c.job_id == _job.c.id)
    .correlate(_job)
    .scalar_subquery()
)
MEASURES = (
    sa.select(
        array_of(
            {
                "measure_id": _measure.c.id,
                "measure": _measure.c.measure,
                "measure_label": reference.label_of("measure", _measure.c.measure),
                "quantity": sa.cast(_measure.c.quantity, sa.Text),
                "cost": sa.cast(_measure.c.cost, sa.Text),
            },
            _measure.c.id,
        )
    )
    .where(_measure.c.job_id == _job.c.id)
    .correlate(_job)
    .scalar_subquery()
)
_until = sa.func.coalesce(_job.c.completed_date, sa.bindparam("today", type_=sa.Date))


def _assessed(column: Any) -> sa.ScalarSelect[Any]:
    """Of a project the oldest of its assessments; of a job the newest of its dwelling before its completion (R92)."""
    its_own = (
        sa.select(_part.c.assessment_id)
        .where(_part.c.job_id == _job.c.id, _part.c.assessment_id.is_not(None))
        .correlate(_job)
    )
    of_project = sa.and_(_job.c.kind == "project", _assessment.c.id.in_(its_own))
    of_dwelling = sa.and_(
        _job.c.kind == "job",
        _assessment.c.dwelling_id == _job.c.dwelling_id,
        _assessment.c.completed_on <= _until,
    )
    oldest = sa.case((_job.c.kind == "project", _assessment.c.completed_on))
    return (
        sa.select(column)
        .where(_assessment.c.status == "COMPLETED", sa.or_(of_project, of_dwelling))
        .order_by(oldest, _assessment.c.completed_on.desc(), _assessment.c.id.desc())
        .limit(1)
        .correlate(_job)
        .scalar_subquery()
    )


ASSESSED = (
    _assessed(_assessment.c.completed_on).label("assessed_on"),
    _assessed(rule_value("completion_days", _assessment.c.program, _assessment.c.completed_on)).label(
        "completion_days"
    ),
)
JOB_PARTS = (
    DWELLINGS.label("dwellings"),
    TASKS.label("tasks"),
    MEASURES.label("measures"),
    vendor_name(_job.c.vendor_number).label("vendor_name"),
    rule_value("name", _job.c.program).label("program_name"),
    *ASSESSED,
)
_MINE = sa.or_(
    _job.c.dwelling_id.in_(dwellings_of(NUMBER)),
    _job.c.id.in_(sa.select(_part.c.job_id).where(_part.c.dwelling_id.in_(dwellings_of(NUMBER)))),
)
_PROJECTS = (
    sa.select(
        _job,
        *PLACE,
        reference.label_of("job_type", _job.c.job_type).label("job_type_label"),
        *JOB_PARTS,
    )
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(_job.c.kind == "project", _MINE)
    .order_by(_job.c.id.desc())
)
_WORK_OF_VENDOR = sa.union_all(
    sa.select(
        sa.literal("assessment").label("kind"),
        _assessment.c.id,
        _assessment.c.program,
        rule_value("name", _assessment.c.program).label("program_name"),
        sa.literal("").label("job_type"),
        _assessment.c.status,
        _assessment.c.scheduled_for,
        _assessment.c.completed_on,
        sa.func.json_build_array(
            sa.func.json_build_object(
                "service_address", SERVICE_ADDRESS, "city", _dwelling.c.address_city,
                "zip", _dwelling.c.address_zip,
            )
        ).label("dwellings"),
        sa.literal_column("'[]'::json", sa.JSON).label("tasks"),
        _assessment.c.status.in_([str(status) for status in assessments.OPEN]).label("open"),
    )
    .join(_dwelling, _dwelling.c.id == _assessment.c.dwelling_id)
    .where(_assessment.c.vendor_number == _VENDOR),
    sa.select(
        sa.literal("project"),
        _job.c.id,
        _job.c.program,
        rule_value("name", _job.c.program),
        sa.func.coalesce(reference.label_of("job_type", _job.c.job_type), _job.c.job_type),
        _job.c.status,
        sa.null().cast(sa.Date),
        _job.c.completed_date,
        DWELLINGS,
        TASKS,
        _job.c.status.not_in([*_DONE, "CANCELLED"]),
    ).where(_job.c.vendor_number == _VENDOR),
).subquery("work")  # fmt: skip
_ASSIGNMENTS = sa.select(_WORK_OF_VENDOR).order_by(
    _WORK_OF_VENDOR.c.open.desc(), _WORK_OF_VENDOR.c.kind, _WORK_OF_VENDOR.c.id.desc()
)


def projects_of_customer(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """The projects of every dwelling that a customer is linked to or was, newest first: one statement (R183)."""
    return connection.execute(_PROJECTS, {"number": number, "today": today}).mappings().all()


def work_of_vendor(connection: sa.Connection, vendor_number: int, today: date) -> Sequence[sa.RowMapping]:
    """What is assigned to a vendor and was, open work first: one statement."""
    parameters = {"vendor_number": vendor_number, "today": today}
    return connection.execute(_ASSIGNMENTS, parameters).mappings().all()


def dwellings_of_project(session: Session, job_id: int) -> Sequence[sa.RowMapping]:
    """A project's dwellings in their order: `dwelling_id`, `assessment_id`."""
    query = sa.select(_part.c.dwelling_id, _part.c.assessment_id).where(_part.c.job_id == job_id)
    return session.execute(query.order_by(_part.c.position)).mappings().all()


def find_task(session: Session, job_id: int, task_id: int) -> ProjectTask | None:
    """One of a project's tasks. The project's row is locked before."""
    query = sa.select(ProjectTask).where(ProjectTask.id == task_id, ProjectTask.job_id == job_id)
    return session.scalar(query)


def find_measure(session: Session, job_id: int, measure_id: int) -> JobMeasure | None:
    """One of a job's measures. The job's row is locked before."""
    query = sa.select(JobMeasure).where(JobMeasure.id == measure_id, JobMeasure.job_id == job_id)
    return session.scalar(query)
