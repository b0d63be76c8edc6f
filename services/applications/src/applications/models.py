"""The applications service's own tables."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Stamped:
    """Who entered a row and who changed it last."""

    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Program(Base):
    """A program. `unique_by` says what only one active application of a year may have (R90)."""

    __tablename__ = "program"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unique_by: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))


class ProgramYear(Base):
    """One year of a program: between which intake dates it takes applications."""

    __tablename__ = "program_year"

    program_code: Mapped[str] = mapped_column(sa.ForeignKey("program.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class Application(Stamped, Base):
    """One application to a program in a year. `version` counts its changes and its household's."""

    __tablename__ = "application"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("application_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    program_code: Mapped[str]
    program_year: Mapped[int]
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    intake_date: Mapped[date]
    transfer_date: Mapped[date | None]
    place_number: Mapped[str] = mapped_column(default="")
    place_street: Mapped[str] = mapped_column(default="")
    place_street_type: Mapped[str] = mapped_column(default="")
    place_building_type: Mapped[str] = mapped_column(default="")
    place_unit: Mapped[str] = mapped_column(default="")
    place_zip: Mapped[str] = mapped_column(default="")
    place_city: Mapped[str] = mapped_column(default="")
    place_county: Mapped[str] = mapped_column(default="")
    place_state: Mapped[str] = mapped_column(default="")
    place_overridden: Mapped[list[str]] = mapped_column(ARRAY(sa.Text), default=list)
    service_address: Mapped[str]
    utility_vendor: Mapped[str] = mapped_column(default="")
    utility_type: Mapped[str] = mapped_column(default="")
    account_number: Mapped[str] = mapped_column(default="")
    active_key: Mapped[str]
    household_mode: Mapped[str] = mapped_column(default="individual")


class Transfer(Base):
    """One transfer to CORE. All are kept; the last one shows (R82)."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    transfer_date: Mapped[date]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class Pledge(Stamped, Base):
    """A promise of payment by the agency (R89), an aggregate of its own with its own version."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("pledge_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    memo: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    payee: Mapped[str]
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    date_submitted: Mapped[date]


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


class HouseholdSummary(Base):
    """A household as numbers: `{"gender": {"FEMALE": 2}}`. The customer record never shows it (R64)."""

    __tablename__ = "household_summary"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    size: Mapped[int]
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSONB)
