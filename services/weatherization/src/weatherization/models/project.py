"""What projects and jobs have besides their own row: dwellings and tasks, or measures (R185)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.domain.project import TaskStatus, Verification
from weatherization.models.assessment import Assessment
from weatherization.models.base import Base
from weatherization.models.dwelling import Dwelling
from weatherization.models.job import Job

_TASK = ", ".join(f"'{status}'" for status in TaskStatus)
_VERIFICATION = ", ".join(f"'{status}'" for status in Verification)


class ProjectDwelling(Base):
    """One of a project's dwellings, and the completed assessment that qualifies it, where there is one (R184)."""

    __tablename__ = "project_dwelling"
    __table_args__ = (sa.Index("ix_project_dwelling_dwelling_id", "dwelling_id"),)

    job_id: Mapped[int] = mapped_column(sa.ForeignKey(Job.id), primary_key=True)
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id), primary_key=True)
    position: Mapped[int]
    assessment_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Assessment.id))


class ProjectTask(Base):
    """Something to be done in a project, and whether it was verified (R183). It shares the project's version."""

    __tablename__ = "project_task"
    __table_args__ = (
        sa.CheckConstraint("task <> ''", name="named"),
        sa.CheckConstraint(f"status in ({_TASK})", name="status"),
        sa.CheckConstraint(f"verification_status in ({_VERIFICATION})", name="verification_status"),
        sa.CheckConstraint("verification_status = 'PENDING' or status = 'DONE'", name="verified_when_done"),
        sa.CheckConstraint("(done_on is not null) = (status = 'DONE')", name="day_when_done"),
        sa.Index("ix_project_task_job_id", "job_id", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("project_task_id_seq"), primary_key=True, autoincrement=False
    )
    job_id: Mapped[int] = mapped_column(sa.ForeignKey(Job.id))
    task: Mapped[str]
    status: Mapped[str]
    verification_status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None]
    verified_by: Mapped[str] = mapped_column(default="")
    verified_on: Mapped[date | None]


class JobMeasure(Base):
    """A measure of a job: how much of it, at which cost in US dollars. It shares the job's version."""

    __tablename__ = "job_measure"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("cost >= 0", name="cost"),
        sa.Index("ix_job_measure_job_id", "job_id", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("job_measure_id_seq"), primary_key=True, autoincrement=False
    )
    job_id: Mapped[int] = mapped_column(sa.ForeignKey(Job.id))
    measure: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    cost: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
