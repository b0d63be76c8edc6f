"""Requests to correct a tax identifier that is set."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class SsnCorrection(Base):
    """One request, from its entry to its decision by a second person (R20, R113).

    The new number lies here, sealed, for as long as the request is open; the old one from the approval on.
    """

    __tablename__ = "ssn_correction"
    __table_args__ = (
        sa.CheckConstraint("status in ('OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN')", name="status"),
        sa.CheckConstraint(
            "(status = 'OPEN') = (ssn_sealed is not null) and (ssn_sealed is null) = (ssn_index is null)",
            name="new_number_while_open",
        ),
        sa.CheckConstraint("(status = 'APPROVED') = (old_sealed is not null)", name="old_number_kept"),
        sa.CheckConstraint("document_id is not null or paper <> ''", name="proof"),
        sa.CheckConstraint(
            "(status = 'OPEN') = (decided_by_id = '') and (status = 'OPEN') = (decided_at is null)",
            name="decided",
        ),
        sa.CheckConstraint(
            "status not in ('APPROVED', 'REJECTED') or decided_by_id <> requested_by_id", name="four_eyes"
        ),
        sa.Index("ix_ssn_correction_number", "number", "id"),
        sa.Index(
            "uq_ssn_correction_open", "number", unique=True, postgresql_where=sa.text("status = 'OPEN'")
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("ssn_correction_id_seq"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    status: Mapped[str]
    tax_id_type: Mapped[str]
    ssn_sealed: Mapped[bytes | None]
    ssn_index: Mapped[bytes | None]
    old_type: Mapped[str]
    old_sealed: Mapped[bytes | None]
    reason: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    document_name: Mapped[str] = mapped_column(default="")
    paper: Mapped[str] = mapped_column(default="")
    requested_by_id: Mapped[str]
    requested_by: Mapped[str]
    requested_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    decided_by_id: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
    decision_reason: Mapped[str] = mapped_column(default="")
