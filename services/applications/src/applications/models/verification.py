"""Verification items, the documents linked to them, their history, and the customer's other benefits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from applications.models.base import Base


class VerificationItem(Base):
    """Where one item of an application stands; no row until something was said of it (R134)."""

    __tablename__ = "verification_item"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class VerificationChange(Base):
    """One change of an item, kept for good. `rule` is what changed it where no person did (R140)."""

    __tablename__ = "verification_change"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    code: Mapped[str]
    old_status: Mapped[str]
    new_status: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    document_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger), default=list)
    entered_by: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class VerificationDocument(Base):
    """A document that serves an item, by the documents service's id, with type and name as told (R136)."""

    __tablename__ = "verification_document"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    document_type: Mapped[str]
    file_name: Mapped[str]
    linked_by: Mapped[str] = mapped_column(default="")
    linked_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class OtherBenefit(Base):
    """A benefit that the customer gets elsewhere (R137). `amount` is in US dollars a month."""

    __tablename__ = "other_benefit"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("application.id"))
    kind: Mapped[str]
    since: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(sa.Numeric(12, 2))
    verified_by: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
