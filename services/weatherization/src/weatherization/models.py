"""The weatherization service's own tables."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata
from weatherization.domain.job import Status

_STATUSES = ", ".join(f"'{status}'" for status in Status)


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Entered:
    """Version, and who entered and last changed a row."""

    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Dwelling(Entered, Base):
    """One home. A building with many has a dwelling per unit."""

    __tablename__ = "dwelling"
    __table_args__ = (
        sa.CheckConstraint(
            "address_street <> '' and address_zip <> '' and address_city <> '' and address_county <> ''"
            " and address_state <> ''",
            name="address_complete",
        ),
        sa.CheckConstraint("version > 0", name="version_positive"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("dwelling_id_seq"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    address_number: Mapped[str] = mapped_column(default="")
    address_street: Mapped[str]
    address_street_type: Mapped[str] = mapped_column(default="")
    address_building_type: Mapped[str] = mapped_column(default="")
    address_unit: Mapped[str] = mapped_column(default="")
    address_zip: Mapped[str]
    address_city: Mapped[str]
    address_county: Mapped[str]
    address_state: Mapped[str]


class DwellingLink(Entered, Base):
    """A customer lived in a dwelling, or owned it, from one day to another (R95)."""

    __tablename__ = "dwelling_link"
    __table_args__ = (
        sa.CheckConstraint("role in ('occupant', 'owner')", name="role"),
        sa.CheckConstraint("linked_to is null or linked_to >= linked_from", name="dates"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        ExcludeConstraint(
            (sa.text("coalesce(home_number, customer_number)"), "="),
            ("dwelling_id", "="),
            ("role", "="),
            (sa.text("daterange(linked_from, linked_to, '[]')"), "&&"),
            name="ex_dwelling_link_overlap",
        ),
        sa.Index("ix_dwelling_link_customer_number", "customer_number"),
        sa.Index("ix_dwelling_link_dwelling_id", "dwelling_id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("dwelling_link_id_seq"), primary_key=True, autoincrement=False
    )
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id))
    role: Mapped[str]
    linked_from: Mapped[date]
    linked_to: Mapped[date | None]


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
