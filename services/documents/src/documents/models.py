"""The documents service's own tables."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata


class Base(DeclarativeBase):
    """The parent of this service's tables."""

    metadata = new_metadata()


class Document(Base):
    """One file of a customer: what it is, and under which random name its bytes lie in the store."""

    __tablename__ = "document"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="size_positive"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.Index(
            "uq_document_name",
            sa.text("coalesce(home_number, customer_number)"),
            "folder_key",
            "name_key",
            unique=True,
        ),
        sa.Index("uq_document_storage_name", "storage_name", unique=True),
        sa.Index(
            "ix_document_portal_account", "portal_account", postgresql_where=sa.text("portal_account <> ''")
        ),
        sa.Index("ix_document_customer", "customer_number", "entered_at", "id"),
        sa.CheckConstraint("(message_id is null) = (message_key_digest is null)", name="message_has_a_key"),
        sa.Index(
            "uq_document_message_key_digest",
            "message_key_digest",
            unique=True,
            postgresql_where=sa.text("message_key_digest is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(
        sa.BigInteger, sa.Sequence("document_id_seq"), primary_key=True, autoincrement=False
    )
    version: Mapped[int] = mapped_column(sa.BigInteger)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger)
    home_number: Mapped[int | None] = mapped_column(sa.BigInteger)
    file_name: Mapped[str]
    name_key: Mapped[str]
    folder: Mapped[str] = mapped_column(default="")
    folder_key: Mapped[str] = mapped_column(default="")
    document_type: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str]
    storage_name: Mapped[str]
    entered_by: Mapped[str]
    portal_account: Mapped[str] = mapped_column(default="")
    """The id of the log-in that handed it in through the portal; empty for what the staff have entered."""
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    message_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    message_key_digest: Mapped[str | None]


class MessageDocument(Base):
    """A file that was uploaded for a secure message and waits for it: nobody's document yet, listed nowhere.

    `key_digest` is of the key that the uploader chose, and `claimed_at` when messaging said that a message goes
    with it. `party` is whom the uploader acts for in the portal, or none for the staff.
    """

    __tablename__ = "message_document"
    __table_args__ = (
        sa.CheckConstraint("size > 0", name="size_positive"),
        sa.Index("uq_message_document_key_digest", "key_digest", unique=True),
        sa.Index("uq_message_document_storage_name", "storage_name", unique=True),
        sa.Index("ix_message_document_entered_at", "entered_at"),
        sa.Index("ix_message_document_uploaded_by", "uploaded_by", "entered_at"),
    )

    document_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    key_digest: Mapped[str]
    uploaded_by: Mapped[str]
    party: Mapped[str | None]
    file_name: Mapped[str]
    document_type: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(sa.BigInteger)
    sha256: Mapped[str]
    storage_name: Mapped[str]
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    claimed_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
