"""Merges of two records, and what the other services say of their rows' moves (R252)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class CustomerMerge(Base):
    """One merge: `number` was merged into `survivor`. `taken` holds each field that the survivor took over.

    A taken field has its columns' values before and after, as JSON. Of a tax identifier it says only that it was
    taken: the values lie sealed in the records themselves.
    """

    __tablename__ = "customer_merge"
    __table_args__ = (
        sa.CheckConstraint("number <> survivor", name="two_records"),
        sa.CheckConstraint("(unmerged_at is null) = (unmerged_by = '')", name="unmerged_by_somebody"),
        sa.Index(
            "uq_customer_merge_in_effect",
            "number",
            unique=True,
            postgresql_where=sa.text("unmerged_at is null"),
        ),
        sa.Index("ix_customer_merge_survivor", "survivor"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    survivor: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    reason: Mapped[str]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    taken: Mapped[dict[str, Any]] = mapped_column(JSONB)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    unmerged_by: Mapped[str] = mapped_column(default="")
    unmerged_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    unmerge_reason: Mapped[str] = mapped_column(default="")
    kept: Mapped[list[str]] = mapped_column(JSONB, default=list)


class MoveReport(Base):
    """What one service says of its rows after a merge (`merged`) or after it was undone."""

    __tablename__ = "merge_move_report"

    merge_id: Mapped[int] = mapped_column(sa.ForeignKey("customer_merge.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    merged: Mapped[bool] = mapped_column(primary_key=True)
    counts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    reported_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
