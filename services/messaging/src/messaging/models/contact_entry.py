"""Tables of contact entries."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from messaging.models.base import Base


class _Entry:
    """What an entry says. Action and call code are codes; the mailing code is kept as it is shown (R53)."""

    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    contact_date: Mapped[date]
    contact_type: Mapped[str]
    contact_action: Mapped[str]
    call_code: Mapped[str]
    language: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    mailing_code: Mapped[str] = mapped_column(default="")
    mailing_date: Mapped[date | None]
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ContactEntry(_Entry, Base):
    """One contact with a customer, as it stands now."""

    __tablename__ = "contact_entry"
    __table_args__ = (
        sa.CheckConstraint("contact_type in ('INCOMING', 'OUTGOING')", name="contact_type"),
        sa.CheckConstraint("mailing_date is null or mailing_code <> ''", name="mailing_date_needs_code"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.Index("ix_contact_entry_customer", "customer_number", "contact_date", "id"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("contact_entry_id_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class ContactEntryVersion(_Entry, Base):
    """An entry as it stood before an edit. The role that runs the service cannot change it (R60)."""

    __tablename__ = "contact_entry_version"
    __table_args__ = (sa.ForeignKeyConstraint(["entry_id"], ["contact_entry.id"]),)

    entry_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)


SAID = tuple(_Entry.__annotations__)
"""The columns that an entry and its earlier versions have in common."""
