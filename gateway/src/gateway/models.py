"""The gateway's own tables: who may log in and where they work, who is logged in, agency systems, failed log-ins."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homefire.database import new_metadata

_now = sa.text("now()")
Instant = sa.DateTime(timezone=True)


class Base(DeclarativeBase):
    metadata = new_metadata()


class Office(Base):
    """A place where staff work. Never deleted, only closed."""

    __tablename__ = "office"
    __table_args__ = (sa.CheckConstraint("name <> ''", name="named"),)

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text, unique=True)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class Account(Base):
    """A person who may log in, and what the directory says of them. Never deleted: notes carry the id.

    `hours` holds, for a weekday such as `mon`, from when to when (R265). `password_temporary` is set until the
    person has chosen a password of their own. `party` is whom a customer or a vendor acts for in the portal, such as
    `customer/110385`; a customer who has signed up has none until the log-in is linked, and a `sign_up_code`
    by which staff find the sign-up (R262). `link_id` is the newest link at customers that was heard of: with a party the
    one by which it acts, without one a link that has ended.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("kind in ('staff', 'agency', 'customer', 'vendor')", name="kind"),
        sa.CheckConstraint("user_name = lower(user_name)", name="user_name_lower"),
        sa.CheckConstraint("version > 0", name="version_positive"),
        sa.CheckConstraint("clock in ('12', '24')", name="clock"),
        sa.CheckConstraint(
            "party is null or (kind in ('customer', 'vendor') and party ~ ('^' || kind || '/[1-9][0-9]{0,11}$'))",
            name="party",
        ),
        sa.CheckConstraint("sign_up_code is null or kind = 'customer'", name="sign_up_code"),
        sa.Index("ix_account_party", "party"),
        sa.Index("ix_account_display_name", "display_name", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    user_name: Mapped[str] = mapped_column(sa.Text, unique=True)
    display_name: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.Text)
    roles: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    password_hash: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.Text)
    clock: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Instant, server_default=_now)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)
    office_id: Mapped[int | None] = mapped_column(sa.ForeignKey("office.id"), index=True)
    job_title: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    phone_extension: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    hours: Mapped[dict[str, list[str]]] = mapped_column(JSONB, default=dict, server_default=sa.text("'{}'"))
    password_temporary: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    version: Mapped[int] = mapped_column(default=1, server_default=sa.text("1"))
    party: Mapped[str | None] = mapped_column(sa.Text)
    link_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    sign_up_code: Mapped[str | None] = mapped_column(sa.Text, unique=True)


class AccountEntry(Base):
    """One thing that was done to an account: who, when, what. The run role may add and read, nothing else.

    `changes` holds field, old and new text; never a password. `key` makes a form that is sent twice count once.
    """

    __tablename__ = "account_log"
    __table_args__ = (
        sa.CheckConstraint(
            "action in ('created', 'changed', 'password_set', 'password_changed', 'disabled', 'enabled', "
            "'signed_up', 'linked', 'unlinked', 'factor_added', 'factor_ended', 'factor_removed', "
            "'factor_refused', 'recovery_code_used', 'recovery_codes_made')",
            name="action",
        ),
        sa.Index("ix_account_log_account_id", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(Instant, server_default=_now)
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.Text)
    action: Mapped[str] = mapped_column(sa.Text)
    changes: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default=sa.text("'[]'"))
    key: Mapped[str | None] = mapped_column(sa.Text, unique=True)


class SecondFactor(Base):
    """The secret of somebody's authenticator (RFC 6238), sealed. It counts once `confirmed_at` is set (R225).

    `last_step` is the 30-second step of the newest code that was taken: no code is taken twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default=sa.text("0"))


class RecoveryCode(Base):
    """A code that stands in for an authenticator that is lost, once. Only a keyed hash is stored."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.Index("ix_recovery_code_account_id", "account_id"),)

    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary, primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))


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
