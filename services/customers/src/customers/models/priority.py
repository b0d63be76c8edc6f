"""High-priority notes, as far as the alert queue needs to know of them."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class PriorityNote(Base):
    """A high-priority note of the log: that it was added, that it was acknowledged. Either may be heard first."""

    __tablename__ = "priority_note"
    __table_args__ = (
        sa.Index(
            "ix_priority_note_open",
            "number",
            postgresql_where=sa.text("added and not acknowledged"),
        ),
    )

    note_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("customer.number"))
    added: Mapped[bool] = mapped_column(default=False)
    acknowledged: Mapped[bool] = mapped_column(default=False)
