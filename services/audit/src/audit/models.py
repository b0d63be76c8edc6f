"""The log's tables. Rows of `note`, `access_log` and `technical_log` can only be added; a customer's key can be
destroyed."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata

_Moment = sa.DateTime(timezone=True)


class Base(DeclarativeBase):
    """The parent of the mapped tables."""

    metadata = new_metadata()
    type_annotation_map: ClassVar = {
        str: sa.Text,
        int: sa.BigInteger,
        bytes: sa.LargeBinary,
        datetime: _Moment,
    }


class Note(Base):
    """One permanent note: a leaf of the log (`audit.domain.leaf` says what it commits to).

    `content` is the ciphertext of text, field, old and new value, and names. `leaf_index` counts all notes
    without a gap from 0, `number` those of one subject from 1.
    """

    __tablename__ = "note"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    leaf_index: Mapped[int] = mapped_column(unique=True)
    subject: Mapped[str]
    number: Mapped[int]
    previous_hash: Mapped[bytes | None]
    event_id: Mapped[uuid.UUID]
    ordinal: Mapped[int]
    event_type: Mapped[str]
    event_source: Mapped[str]
    producer: Mapped[str]
    pub_seq: Mapped[int | None]
    aggregate: Mapped[str]
    sequence: Mapped[int]
    source: Mapped[str]
    action_code: Mapped[str]
    actor_id: Mapped[str]
    actor_kind: Mapped[str]
    high_priority: Mapped[bool]
    amends: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("note.id"))
    correlation_id: Mapped[str]
    occurred_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    key_id: Mapped[uuid.UUID]
    content: Mapped[bytes]
    salt: Mapped[bytes]
    leaf_hash: Mapped[bytes]

    __table_args__ = (
        sa.UniqueConstraint("subject", "number"),
        sa.UniqueConstraint("event_id", "ordinal"),
        sa.CheckConstraint("leaf_index >= 0 and number >= 1 and ordinal >= 0", name="counts"),
        sa.CheckConstraint("(number = 1) = (previous_hash is null)", name="chain"),
        sa.CheckConstraint("octet_length(salt) = 32 and octet_length(leaf_hash) = 32", name="sizes"),
        sa.CheckConstraint("source in ('manual', 'automatic', 'imported')", name="source"),
        sa.CheckConstraint("length(action_code) between 1 and 10", name="action_code"),
        sa.Index(
            "ix_note_grid",
            "subject",
            "entered_at",
            "number",
            postgresql_where=sa.text("amends is null"),
        ),
        sa.Index("ix_note_amends", "amends", "number", postgresql_where=sa.text("amends is not null")),
        sa.Index(
            "ix_note_high_priority",
            "subject",
            "entered_at",
            "number",
            postgresql_where=sa.text("high_priority and amends is null"),
        ),
        sa.Index(
            "uq_note_acknowledged",
            "aggregate",
            unique=True,
            postgresql_where=sa.text("event_type = 'note_acknowledged'"),
        ),
        sa.Index(
            "uq_note_imported",
            "event_source",
            "aggregate",
            unique=True,
            postgresql_where=sa.text("source = 'imported'"),
        ),
    )


class CustomerKey(Base):
    """The key that one subject's texts are encrypted under, wrapped by the master key.

    Deleting the row erases those texts for good, while the log still verifies: a leaf commits to ciphertext.
    """

    __tablename__ = "customer_key"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(unique=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]


class Access(Base):
    """Somebody read a protected field: who, when, which field; name and reason as ciphertext (R248)."""

    __tablename__ = "access_log"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    subject: Mapped[str]
    aggregate: Mapped[str]
    field: Mapped[str]
    actor_id: Mapped[str]
    actor_kind: Mapped[str]
    correlation_id: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    key_id: Mapped[uuid.UUID]
    content: Mapped[bytes]

    __table_args__ = (sa.Index("ix_access_log_grid", "subject", "occurred_at", "id"),)


class Technical(Base):
    """An event that becomes no note: what, about what, by whom, when; what it says and names as ciphertext (R187)."""

    __tablename__ = "technical_log"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    event_type: Mapped[str]
    event_source: Mapped[str]
    producer: Mapped[str]
    subject: Mapped[str]
    aggregate: Mapped[str]
    sequence: Mapped[int]
    imported: Mapped[bool]
    actor_id: Mapped[str]
    actor_kind: Mapped[str]
    correlation_id: Mapped[str]
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    key_id: Mapped[uuid.UUID]
    content: Mapped[bytes]

    __table_args__ = (
        sa.Index("ix_technical_log_grid", "occurred_at", "id"),
        sa.Index("ix_technical_log_subject", "subject", "occurred_at", "id"),
        sa.Index("ix_technical_log_aggregate", "aggregate", "occurred_at", "id"),
        sa.Index("ix_technical_log_actor", "actor_id", "occurred_at", "id"),
        sa.Index(
            "uq_technical_log_imported",
            "event_source",
            "aggregate",
            unique=True,
            postgresql_where=sa.text("imported"),
        ),
    )
