"""What customers have agreed to be sent."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class ConsentEntry(Base):
    """A consent that was given or revoked. Rows are added and never changed: the newest is the channel's state."""

    __tablename__ = "consent_entry"
    __table_args__ = (
        sa.CheckConstraint("channel in ('sms', 'email', 'marketing')", name="channel"),
        sa.CheckConstraint("state in ('GIVEN', 'REVOKED')", name="state"),
        sa.Index("ix_consent_entry_of_customer", "customer_number", "channel", "id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    channel: Mapped[str]
    state: Mapped[str]
    dated: Mapped[date]
    source: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
