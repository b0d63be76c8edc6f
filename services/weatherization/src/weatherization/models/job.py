"""Jobs and projects, which are one aggregate of two kinds (R185)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.domain.job import Status
from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling
from weatherization.models.vendor import Vendor

_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Job(Entered, Base):
    """One piece of work on a dwelling. It belongs to the dwelling and to no customer (R95).

    A project stands on the first of its dwellings; all of them are its `project_dwelling`s. Program, vendor and
    replacement cost (US dollars) are a project's; `override_reason` says why it goes without the assessment that
    its program requires (R184).
    """

    __tablename__ = "job"
    __table_args__ = (
        sa.CheckConstraint("kind in ('job', 'project')", name="kind"),
        sa.CheckConstraint("(kind = 'project') = (program <> '')", name="project_has_program"),
        sa.CheckConstraint(
            "kind = 'project' or (vendor_number is null and replacement_cost is null and override_reason = '')",
            name="project_alone",
        ),
        sa.CheckConstraint("replacement_cost >= 0", name="replacement_cost"),
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
        sa.Index("ix_job_vendor_number", "vendor_number"),
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
    program: Mapped[str] = mapped_column(default="")
    vendor_number: Mapped[int | None] = mapped_column(sa.ForeignKey(Vendor.number))
    replacement_cost: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    override_reason: Mapped[str] = mapped_column(default="")
