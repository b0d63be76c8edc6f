"""Assessments with their findings and documents, and what each program asks of a property."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.domain.assessment import OPEN, Status
from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling
from weatherization.models.vendor import Vendor

_STATUSES = ", ".join(f"'{status}'" for status in Status)
_OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN))


class ProgramRule(Base):
    """What a program asks of a property and of its work, from a day on (R181, R184, R92)."""

    __tablename__ = "program_rule"
    __table_args__ = (
        sa.CheckConstraint("program <> '' and name <> '' and application_program <> ''", name="named"),
        sa.CheckConstraint("years_between > 0", name="years_positive"),
        sa.CheckConstraint("certification_days > 0 and completion_days > 0", name="days_positive"),
    )

    program: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    dwelling_kinds: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    counties: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    occupied: Mapped[bool]
    certified: Mapped[bool]
    years_between: Mapped[int | None]
    unassessed_types: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    application_program: Mapped[str]
    certification_days: Mapped[int]
    completion_days: Mapped[int]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Certification(Base):
    """What applications tells of one application: when it was certified, for which dwelling, how it stands.

    Each fact remembers the sequence of the event that told it, so that events may come in any order.
    """

    __tablename__ = "certification"
    __table_args__ = (sa.Index("ix_certification_customer_number", "customer_number"),)

    application_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    program: Mapped[str]
    certified_on: Mapped[date | None]
    certified_on_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    dwelling_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    dwelling_id_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    ended: Mapped[bool] = mapped_column(default=False)
    ended_sequence: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class Assessment(Entered, Base):
    """A dwelling is assessed for a program by a vendor or by somebody of the staff (R182).

    A completed one keeps the certification and the limit that its clock had then (R92).
    """

    __tablename__ = "assessment"
    __table_args__ = (
        sa.CheckConstraint(f"status in ({_STATUSES})", name="status"),
        sa.CheckConstraint("vendor_number is null or assessor_id is null", name="one_assessor"),
        sa.CheckConstraint("(assessor_id is null) = (assessor_name is null)", name="assessor_named"),
        sa.CheckConstraint(
            "status in ('ORDERED', 'CANCELLED') or vendor_number is not null or assessor_id is not null",
            name="assigned",
        ),
        sa.CheckConstraint("(completed_on is not null) = (status = 'COMPLETED')", name="completed_when_done"),
        sa.CheckConstraint("(qualifies is not null) = (status = 'COMPLETED')", name="found_when_done"),
        sa.CheckConstraint("status <> 'SCHEDULED' or scheduled_for is not null", name="scheduled_has_day"),
        sa.CheckConstraint("(clock_days is not null) = (status = 'COMPLETED')", name="clock_when_done"),
        sa.CheckConstraint("clock_started_on is null or status = 'COMPLETED'", name="clock_start_when_done"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.Index(
            "ux_assessment_open",
            "dwelling_id",
            "program",
            unique=True,
            postgresql_where=f"status in ({_OPEN})",
        ),
        sa.Index("ix_assessment_dwelling_id", "dwelling_id", "id"),
        sa.Index("ix_assessment_vendor_number", "vendor_number"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("assessment_id_seq"), primary_key=True, autoincrement=False
    )
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id))
    program: Mapped[str]
    status: Mapped[str]
    override_reason: Mapped[str] = mapped_column(default="")
    vendor_number: Mapped[int | None] = mapped_column(sa.ForeignKey(Vendor.number))
    assessor_id: Mapped[str | None]
    assessor_name: Mapped[str | None]
    ordered_on: Mapped[date]
    scheduled_for: Mapped[date | None]
    completed_on: Mapped[date | None]
    qualifies: Mapped[bool | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    clock_started_on: Mapped[date | None]
    clock_days: Mapped[int | None]


class Finding(Base):
    """Whether the property qualifies for one benefit of the program, and why not."""

    __tablename__ = "assessment_finding"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey(Assessment.id), primary_key=True)
    benefit: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    qualifies: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


class AssessmentDocument(Base):
    """A document that was made for an assessment or during it; the documents service has all else of it."""

    __tablename__ = "assessment_document"

    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey(Assessment.id), primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    linked_by: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
