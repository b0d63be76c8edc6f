"""The gateway's own tables: who may log in, who is logged in, which agency systems exist, failed log-ins."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata

_now = sa.text("now()")
Instant = sa.DateTime(timezone=True)


class Base(DeclarativeBase):
    metadata = new_metadata()


class Account(Base):
    """A person who may log in. Never deleted, only disabled, since notes carry the id."""

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("kind in ('staff', 'agency', 'customer', 'vendor')", name="kind"),
        sa.CheckConstraint("user_name = lower(user_name)", name="user_name_lower"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_name: Mapped[str] = mapped_column(sa.Text, unique=True)
    display_name: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    password_hash: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=_now)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class LogIn(Base):
    """One log-in's server-side session. Only a hash of the cookie's token is stored."""

    __tablename__ = "session"
    __table_args__ = (sa.Index("ix_session_expires_at", "expires_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)


class OAuthClient(Base):
    """An agency system that fetches access tokens with its id and secret."""

    __tablename__ = "oauth_client"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    client_id: Mapped[str] = mapped_column(sa.Text, unique=True)
    name: Mapped[str] = mapped_column(sa.Text)
    secret_hash: Mapped[str] = mapped_column(sa.Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    audiences: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=_now)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class LogInAttempt(Base):
    """A log-in that is tried or has failed. `key` is a keyed hash of the user name or of the address."""

    __tablename__ = "login_attempt"
    __table_args__ = (sa.Index("ix_login_attempt_key", "key", "attempted_at"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    attempted_at: Mapped[datetime] = mapped_column(Instant, index=True)


class KeptDraft(Base):
    """What somebody typed into a customer's record and has not saved; `body` is sealed."""

    __tablename__ = "draft"

    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    customer_number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    base_version: Mapped[int] = mapped_column(sa.Integer)
    saved_at: Mapped[datetime] = mapped_column(Instant, index=True)


class KeptSearch(Base):
    """What somebody has searched for that may stand in no address; `body` is sealed."""

    __tablename__ = "kept_search"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(Instant, index=True)
