"""Mailing addresses with the days on which each was a customer's."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class AddressPeriod(Base):
    """A mailing address from its first day up to the day on which the next began; the last has no end (R34)."""

    __tablename__ = "address_period"
    __table_args__ = (
        sa.CheckConstraint("valid_to > valid_from", name="dates"),
        ExcludeConstraint(
            (sa.column("customer_number"), "="),
            (sa.text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_address_period_one_at_a_time",
        ),
    )

    customer_number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("customer.number"), primary_key=True, autoincrement=False
    )
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    number: Mapped[str]
    street: Mapped[str]
    street_type: Mapped[str]
    building_type: Mapped[str]
    unit: Mapped[str]
    zip: Mapped[str]
    city: Mapped[str]
    county: Mapped[str]
    state: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
