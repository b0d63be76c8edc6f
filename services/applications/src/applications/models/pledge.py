"""Promises of payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base, Stamped


class Pledge(Stamped, Base):
    """A promise of payment by the agency (R89), an aggregate of its own with its own version."""

    __tablename__ = "pledge"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Sequence("pledge_id_seq"), primary_key=True)
    version: Mapped[int] = mapped_column(sa.BigInteger)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    memo: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(sa.Numeric(12, 2))
    payee: Mapped[str]
    account_number: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(default="")
    date_submitted: Mapped[date]
