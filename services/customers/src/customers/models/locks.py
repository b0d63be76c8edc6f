"""Who holds which record for editing."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class RecordLock(Base):
    """The last lock on a record. The row stays when the lock ends, since tokens only grow (R148)."""

    __tablename__ = "record_lock"
    __table_args__ = (
        sa.CheckConstraint("token > 0", name="token_positive"),
        sa.Index("ix_record_lock_holder", "holder_id"),
    )

    number: Mapped[int] = mapped_column(
        sa.BigInteger, sa.ForeignKey("customer.number"), primary_key=True, autoincrement=False
    )
    token: Mapped[int] = mapped_column(sa.BigInteger)
    holder_id: Mapped[str]
    holder_name: Mapped[str]
    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    taken_over: Mapped[bool] = mapped_column(default=False)
    released_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
