"""Tables of secure messages: threads, messages, who has read them, and for whom vendors work."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from messaging.models.base import Base


class MessageThread(Base):
    """A conversation about one customer between two of customer, vendor and staff; a project's own has a job (R238)."""

    __tablename__ = "message_thread"
    __table_args__ = (
        sa.CheckConstraint("kind in ('CUSTOMER_STAFF', 'VENDOR_STAFF', 'CUSTOMER_VENDOR')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'CUSTOMER_STAFF') = (vendor_number is null)", name="vendor_where_one_takes_part"
        ),
        sa.Index("ix_message_thread_customer", "customer_number"),
        sa.Index("ix_message_thread_vendor", "vendor_number"),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("message_thread_id_seq"), primary_key=True, autoincrement=False
    )
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    kind: Mapped[str]
    vendor_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    job_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    started_by: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class SecureMessage(Base):
    """One message. Its text is sealed for this row; of its document it knows the id, what it is, and the key to it."""

    __tablename__ = "secure_message"
    __table_args__ = (
        sa.ForeignKeyConstraint(["thread_id"], ["message_thread.id"]),
        sa.CheckConstraint("sender_kind in ('staff', 'customer', 'vendor')", name="sender_kind"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("body_sealed is not null or document_id is not null", name="says_something"),
        sa.CheckConstraint(
            "(document_id is null) = (document_key_sealed is null)", name="document_has_its_key"
        ),
        sa.Index("ix_secure_message_thread", "thread_id", "sent_at", "id"),
        sa.Index("ix_secure_message_sender", "sender_id", "sent_at"),
        sa.Index("uq_secure_message_document_id", "document_id", unique=True),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("secure_message_id_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    thread_id: Mapped[int] = mapped_column(sa.BigInteger)
    sender_kind: Mapped[str]
    sender_id: Mapped[str]
    sender_name: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    body_sealed: Mapped[bytes | None]
    document_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    document_name: Mapped[str] = mapped_column(default="")
    document_type: Mapped[str] = mapped_column(default="")
    document_key_sealed: Mapped[bytes | None]


class MessageReading(Base):
    """That somebody opened a message, and when they first did. Kept per reader and never taken back (R235)."""

    __tablename__ = "message_reading"
    __table_args__ = (
        sa.ForeignKeyConstraint(["message_id"], ["secure_message.id"]),
        sa.CheckConstraint("reader_kind in ('staff', 'customer', 'vendor', 'observer')", name="reader_kind"),
    )

    message_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    reader_kind: Mapped[str] = mapped_column(primary_key=True)
    reader_id: Mapped[str] = mapped_column(primary_key=True)
    reader_name: Mapped[str]
    read_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))


class VendorAssignment(Base):
    """Which vendor an assessment or a project is assigned to, in which dwellings, and how far the work is.

    Whom it concerns follows from the links of the dwellings. Two kinds of event tell of it, each with a sequence of
    its own here: which vendor (`sequence`), and the status (`status_sequence`). `ended_at` is null while it is open.
    """

    __tablename__ = "vendor_assignment"
    __table_args__ = (
        sa.Index("ix_vendor_assignment_vendor", "vendor_number"),
        sa.Index("ix_vendor_assignment_dwellings", "dwelling_ids", postgresql_using="gin"),
    )

    aggregate: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    vendor_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    vendor_name: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    dwelling_ids: Mapped[list[int]] = mapped_column(ARRAY(sa.BigInteger))
    status_sequence: Mapped[int] = mapped_column(sa.BigInteger)
    status: Mapped[str]
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))


class Residence(Base):
    """A customer's link to a dwelling as weatherization last told it, from a first to a last day, both included.

    `customer_number` is as it was told; where it leads after merges follows from the projection.
    """

    __tablename__ = "residence"
    __table_args__ = (
        sa.Index("ix_residence_dwelling", "dwelling_id"),
        sa.Index("ix_residence_customer", "customer_number"),
    )

    link_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(sa.BigInteger)
    dwelling_id: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    linked_from: Mapped[date]
    linked_to: Mapped[date | None]
