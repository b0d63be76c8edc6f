"""Mailing and residence addresses with the days on which each was a customer's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from customers.models.record import Base


class _Period:
    """An address from its first day up to the day on which the next began; the last has no end (R34)."""

    __tablename__: str

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        """No two addresses at once."""
        return (
            sa.CheckConstraint("valid_to > valid_from", name="dates"),
            ExcludeConstraint(
                (sa.column("customer_number"), "="),
                (sa.text("daterange(valid_from, valid_to)"), "&&"),
                name=f"ex_{cls.__tablename__}_one_at_a_time",
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


class AddressPeriod(_Period, Base):
    """A mailing address and its days."""

    __tablename__ = "address_period"


class ResidencePeriod(_Period, Base):
    """A residence address and its days (R142); a blank one is a time in which mail went there too."""

    __tablename__ = "residence_period"
