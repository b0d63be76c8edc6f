"""What a household lives on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class Income(Base):
    """That an application's income was entered, by whom, and whether the household states that it has none."""

    __tablename__ = "income"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    zero_income_on: Mapped[date | None]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class IncomeItem(Base):
    """One amount of an application's income, in its order; of a member, or of the household as a whole."""

    __tablename__ = "income_item"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("income.application_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("household_member.id", ondelete="SET NULL"))
    source: Mapped[str]
    counted: Mapped[bool]
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    period: Mapped[str]
    weeks: Mapped[int | None]
    covered_from: Mapped[date | None]
    covered_to: Mapped[date | None]
    document_date: Mapped[date | None]
