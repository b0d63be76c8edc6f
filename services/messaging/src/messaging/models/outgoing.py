"""Tables of messages that go out, and of their presets."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from messaging.models.base import Base

_MOMENT = sa.DateTime(timezone=True)


class OutgoingMessage(Base):
    """One e-mail or text to a customer. What was written is sealed, as is the address that it went to."""

    __tablename__ = "outgoing_message"
    __table_args__ = (
        sa.UniqueConstraint("message_id"),
        sa.CheckConstraint("channel in ('email', 'sms')", name="channel"),
        sa.CheckConstraint("purpose in ('MESSAGE', 'RECEIPT', 'NOTICE')", name="purpose"),
        sa.CheckConstraint(
            "state in ('QUEUED', 'SENDING', 'SENT', 'STOPPED', 'BOUNCED', 'FAILED')", name="state"
        ),
        sa.CheckConstraint("(state = 'SENT') = (sent_at is not null)", name="sent_at"),
        sa.Index("ix_outgoing_message_customer", "customer_number", "id"),
        sa.Index(
            "ix_outgoing_message_due",
            "due_at",
            postgresql_where=sa.text("state in ('QUEUED', 'SENDING')"),
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("outgoing_message_id_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    channel: Mapped[str]
    purpose: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    body_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    confirmed: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(_MOMENT)
    sent_at: Mapped[datetime | None] = mapped_column(_MOMENT)
    sent_to: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    actor: Mapped[dict[str, Any]] = mapped_column(JSONB)
    correlation_id: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(_MOMENT)
    updated_at: Mapped[datetime] = mapped_column(_MOMENT)


class MessagePreset(Base):
    """A subject and a body to begin with, for a program or for all (`""`), from a first to a last day."""

    __tablename__ = "message_preset"
    __table_args__ = (
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name="dates"),
        sa.CheckConstraint("char_length(subject) <= 48", name="subject"),
        sa.CheckConstraint("char_length(body) <= 2190", name="body"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(start=1), primary_key=True)
    program: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(_MOMENT)
