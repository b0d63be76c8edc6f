"""Which log-ins of the portal are linked to customers, and the codes that are mailed for it (R262)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base

_Instant = sa.DateTime(timezone=True)


class PortalLink(Base):
    """A log-in that acts, or has acted, for a customer. One log-in is linked to one customer at a time."""

    __tablename__ = "portal_link"
    __table_args__ = (
        sa.CheckConstraint("way in ('STAFF', 'CODE')", name="way"),
        sa.CheckConstraint("(ended_at is null) = (ended_by = '')", name="ended_by_somebody"),
        sa.Index(
            "uq_portal_link_account", "account_id", unique=True, postgresql_where=sa.text("ended_at is null")
        ),
        sa.Index("ix_portal_link_customer_number", "customer_number"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    account_id: Mapped[str]
    account_name: Mapped[str]
    way: Mapped[str]
    linked_by: Mapped[str]
    linked_at: Mapped[datetime] = mapped_column(_Instant)
    ended_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(_Instant)


class PortalCode(Base):
    """A code that was mailed to a customer. What proves it is kept as a keyed hash alone."""

    __tablename__ = "portal_code"
    __table_args__ = (
        sa.CheckConstraint("wrong_tries between 0 and 5", name="wrong_tries"),
        sa.Index("ix_portal_code_customer_number", "customer_number"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    finder: Mapped[str] = mapped_column(unique=True)
    proof_hash: Mapped[bytes] = mapped_column(sa.LargeBinary)
    ordered_by: Mapped[str]
    ordered_at: Mapped[datetime] = mapped_column(_Instant)
    expires_at: Mapped[datetime] = mapped_column(_Instant)
    wrong_tries: Mapped[int] = mapped_column(default=0)
    replaced_at: Mapped[datetime | None] = mapped_column(_Instant)
    used_at: Mapped[datetime | None] = mapped_column(_Instant)
