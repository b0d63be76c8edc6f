"""Queries of jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.models import Dwelling, DwellingLink, Job, ProjectDwelling
from weatherization.repository.base import NUMBER, PLACE
from weatherization.repository.projects import JOB_PARTS

_dwelling = Dwelling.__table__
_link = DwellingLink.__table__
_job = Job.__table__
_part = ProjectDwelling.__table__
_JOB_TYPE_LABEL = reference.label_of("job_type", _job.c.job_type).label("job_type_label")

_JOB = (
    sa.select(_job, *PLACE, _JOB_TYPE_LABEL, *JOB_PARTS)
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(_job.c.id == sa.bindparam("job_id"))
)

# A dwelling counts once, however often and in whatever role the customer is or was linked to it.
_JOBS_OF_CUSTOMER = (
    sa.select(
        _job.c.dwelling_id,
        _job.c.id.label("job_id"),
        _job.c.job_type,
        _JOB_TYPE_LABEL,
        _job.c.status,
        _job.c.completed_date,
        _job.c.reported_date,
        *PLACE,
    )
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(
        _job.c.kind == "job",
        _job.c.dwelling_id.in_(
            sa.select(_link.c.dwelling_id).where(
                _link.c.customer_number == NUMBER,
                _link.c.linked_from <= sa.bindparam("today"),
            )
        ),
    )
    .order_by(_job.c.id.desc())
)


# A job lasts from its entry to its completion, a cancelled one to that day, any other until now.
_BEGUN = sa.cast(sa.func.timezone(sa.bindparam("zone", type_=sa.Text), _job.c.entered_at), sa.Date)
_LEFT = sa.cast(sa.func.timezone(sa.bindparam("zone", type_=sa.Text), _job.c.updated_at), sa.Date)
_ITS_DWELLINGS = sa.select(_part.c.dwelling_id).where(_part.c.job_id == _job.c.id).correlate(_job)
_OWN_JOBS = (
    sa.select(
        _job.c.id.label("job_id"),
        _job.c.job_type,
        _JOB_TYPE_LABEL,
        _job.c.status,
        _job.c.completed_date,
        *PLACE,
    )
    .join(_dwelling, _dwelling.c.id == _job.c.dwelling_id)
    .where(
        sa.exists().where(
            sa.or_(_link.c.dwelling_id == _job.c.dwelling_id, _link.c.dwelling_id.in_(_ITS_DWELLINGS)),
            _link.c.customer_number == NUMBER,
            _link.c.linked_from <= sa.bindparam("today"),
            sa.or_(
                _link.c.linked_to.is_(None), _link.c.linked_to >= sa.func.least(_BEGUN, _job.c.completed_date)
            ),
            _link.c.linked_from
            <= sa.case(
                (_job.c.completed_date.is_not(None), _job.c.completed_date),
                (_job.c.status == "CANCELLED", _LEFT),
                else_=sa.bindparam("today"),
            ),
        )
    )
    .order_by(_job.c.id.desc())
)


def find_job(connection: sa.Connection, job_id: int, today: date) -> sa.RowMapping | None:
    """The row of one job or project with its dwellings, tasks, measures, vendor and clock."""
    return connection.execute(_JOB, {"job_id": job_id, "today": today}).mappings().first()


def find_job_for_change(session: Session, job_id: int) -> Job | None:
    """The job with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Job).where(Job.id == job_id).with_for_update())


def jobs_of_own_time(
    connection: sa.Connection, number: int, today: date, zone: str
) -> Sequence[sa.RowMapping]:
    """The jobs of a customer's dwellings that fell into the customer's own time there: one statement (R95)."""
    return connection.execute(_OWN_JOBS, {"number": number, "today": today, "zone": zone}).mappings().all()


def jobs_of_customer(connection: sa.Connection, number: int, today: date) -> Sequence[sa.RowMapping]:
    """Every job on every dwelling that a customer is linked to or was, newest first: one statement (R95)."""
    return connection.execute(_JOBS_OF_CUSTOMER, {"number": number, "today": today}).mappings().all()
