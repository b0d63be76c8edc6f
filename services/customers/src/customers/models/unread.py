"""Secure messages, as far as the lookup needs to know of them: which of them nobody of the staff has read (R131)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from customers.models.record import Base


class HeardMessage(Base):
    """A message of a customer or vendor: that it was sent, that the staff read it. Either may be heard first.

    It counts under the customer to whom its home leads, the number that it was sent about (R252).
    """

    __tablename__ = "heard_message"
    __table_args__ = (
        sa.Index("ix_heard_message_home_number", "home_number"),
        sa.Index("ix_heard_message_unread", "customer_number", postgresql_where=sa.text("sent and not read")),
    )

    message_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int] = mapped_column(sa.BigInteger)
    sent: Mapped[bool] = mapped_column(default=False)
    read: Mapped[bool] = mapped_column(default=False)
