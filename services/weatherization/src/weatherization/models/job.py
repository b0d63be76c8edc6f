"""Jobs."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.domain.job import Status
from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling

_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Job(Entered, Base):
    """One piece of work on a dwelling. It belongs to the dwelling and to no customer (R95)."""

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint("kind = 'job'", name="kind"),
        sa.CheckConstraint(f"status in ({_STATUSES})", name="status"),
        sa.CheckConstraint(
            "(completed_date is not null) = (status in ('COMPLETED', 'REPORTED'))", name="completed_when_done"
        ),
        sa.CheckConstraint(
            "(reported_date is not null) = (status = 'REPORTED')", name="reported_when_reported"
        ),
        sa.CheckConstraint("reported_date >= completed_date", name="reported_after_completed"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.Index("ix_job_dwelling_id", "dwelling_id", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("job_id_seq"), primary_key=True, autoincrement=False
    )
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id))
    kind: Mapped[str] = mapped_column(default="job")
    job_type: Mapped[str]
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    completed_date: Mapped[date | None]
    reported_date: Mapped[date | None]
