"""Programs, their years, and what an agency has set in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class Program(Base):
    """A program. `unique_by` says what only one active application of a year may have (R90).

    `version` counts its changes and those of its years.
    """

    __tablename__ = "program"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    unique_by: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)


class ProgramVersion(Base):
    """How a program and its years were set up from one change to the next; rows are only added."""

    __tablename__ = "program_version"

    program_code: Mapped[str] = mapped_column(sa.ForeignKey("program.code"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ProgramYear(Base):
    """One year of a program: between which intake dates it takes applications."""

    __tablename__ = "program_year"

    program_code: Mapped[str] = mapped_column(sa.ForeignKey("program.code"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date]


class ProgramPart(Base):
    """One part of a program, such as its verification items, as it holds from a day on.

    Rows are only added: a later `revision` of the same day replaces an earlier one, and what was decided under
    that one can still be read. Revisions of one part are counted through, whatever their days.
    """

    __tablename__ = "program_part"

    program_code: Mapped[str] = mapped_column(sa.ForeignKey("program.code"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
