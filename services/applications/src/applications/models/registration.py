"""What customers sign up for in the portal (R262)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class Registration(Base):
    """A log-in's sign-up for a program: the day, and the questionnaire's answers until an application takes them over.

    It has no customer as long as the log-in is linked to none; `link_id` is customers' link by which it has one.
    `program_year` is the one that was open on the day. `answers` holds code, question, kind, form version and answer
    of each.
    """

    __tablename__ = "registration"
    __table_args__ = (
        sa.CheckConstraint(
            "home_number is distinct from customer_number or home_number is null", name="away_from_home"
        ),
        sa.Index(
            "uq_registration_waiting",
            "account_id",
            "program_code",
            "program_year",
            unique=True,
            postgresql_where=sa.text("application_id is null"),
        ),
        sa.Index("ix_registration_customer_number", "customer_number"),
        sa.ForeignKeyConstraint(
            ["program_code", "program_year"], ["program_year.program_code", "program_year.year"]
        ),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    account_id: Mapped[str]
    customer_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    link_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    program_code: Mapped[str]
    program_year: Mapped[int]
    registered_on: Mapped[date]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("application.id"))
