"""What was decided of properties, and the addresses that are ineligible."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling


class PropertyEligibility(Base):
    """Somebody found that a property may take part in a program, or not. The newest entry holds (R178)."""

    __tablename__ = "property_eligibility"
    __table_args__ = (
        sa.CheckConstraint("status in ('ELIGIBLE', 'INELIGIBLE', 'UNDETERMINED')", name="status"),
        sa.Index("ix_property_eligibility_dwelling_id", "dwelling_id", "program", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("property_eligibility_id_seq"), primary_key=True, autoincrement=False
    )
    dwelling_id: Mapped[int] = mapped_column(sa.ForeignKey(Dwelling.id))
    program: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class IneligibleAddress(Entered, Base):
    """An address, without its unit, that is ineligible from one day to another (R61)."""

    __tablename__ = "ineligible_address"
    __table_args__ = (
        sa.CheckConstraint("place_key <> ''", name="place"),
        sa.CheckConstraint("listed_to is null or listed_to >= listed_from", name="dates"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        ExcludeConstraint(
            ("place_key", "="),
            (sa.text("daterange(listed_from, listed_to, '[]')"), "&&"),
            name="ex_ineligible_address_overlap",
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("ineligible_address_id_seq"), primary_key=True, autoincrement=False
    )
    address_number: Mapped[str] = mapped_column(default="")
    address_street: Mapped[str]
    address_street_type: Mapped[str] = mapped_column(default="")
    address_zip: Mapped[str]
    address_city: Mapped[str] = mapped_column(default="")
    place_key: Mapped[str]
    reason: Mapped[str]
    explanation: Mapped[str] = mapped_column(default="")
    listed_from: Mapped[date]
    listed_to: Mapped[date | None]
