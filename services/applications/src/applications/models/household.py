"""Who lives in an applicant's household, in one of two ways."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class HouseholdMember(Base):
    """One person of an application's household, in the order in which they were entered."""

    __tablename__ = "household_member"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("household_member_id_seq"), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    position: Mapped[int]
    first_name: Mapped[str]
    middle_initial: Mapped[str] = mapped_column(default="")
    last_name: Mapped[str]
    date_of_birth: Mapped[date | None]
    ssn_sealed: Mapped[bytes | None]
    ssn_index: Mapped[bytes | None]
    gender: Mapped[str] = mapped_column(default="")
    race: Mapped[str] = mapped_column(default="")
    relation: Mapped[str]
    education: Mapped[str] = mapped_column(default="")
    ethnicity: Mapped[str] = mapped_column(default="")
    disability: Mapped[str] = mapped_column(default="")
    health_insurance: Mapped[str] = mapped_column(default="")
    insurance_source: Mapped[str] = mapped_column(default="")
    military_status: Mapped[str] = mapped_column(default="")
    work_status: Mapped[str] = mapped_column(default="")
    disconnected_youth: Mapped[str] = mapped_column(default="")


class HouseholdSummary(Base):
    """A household as numbers: `{"gender": {"FEMALE": 2}}`. The customer record never shows it (R64)."""

    __tablename__ = "household_summary"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    size: Mapped[int]
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONB)
