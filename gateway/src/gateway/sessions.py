"""Server-side sessions of people who have logged in.

The browser holds a random token, the database a hash of it: who reads the table cannot log in. A session ends
after 30 minutes without use and 12 hours after the log-in, whichever comes first.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from gateway.models import Account, LogIn, SecondFactor
from homefire.database import Database

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept: a write at every request would cost more than the read."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and whose it is, as the request needs it."""

    session_id: uuid.UUID
    account_id: uuid.UUID
    user_name: str
    display_name: str
    kind: str
    roles: tuple[str, ...]
    language: str | None
    expires_at: datetime
    password_temporary: bool = False
    clock: str | None = None
    party: str | None = None
    second_factor: bool = False
    link_id: int | None = None


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, account_id: uuid.UUID, *, instead_of: str | None = None) -> str:
        """Starts a session and returns its token, which exists nowhere else.

        Always a new one: a token that was there before the log-in is ended, so nobody can plant one.
        """
        token, now = secrets.token_urlsafe(32), datetime.now(UTC)
        with self._database.session() as session:
            session.execute(sa.delete(LogIn).where(LogIn.expires_at < now))
            if instead_of:
                session.execute(sa.delete(LogIn).where(LogIn.token_hash == _hash(instead_of)))
            session.add(
                LogIn(
                    token_hash=_hash(token),
                    account_id=account_id,
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + ABSOLUTE,
                )
            )
        return token

    def find(self, token: str, *, used: bool = True) -> SignedIn | None:
        """Whose session the token opens, or `None` when it has ended or the account is disabled.

        What a page sends by itself is no use (`used=False`): an open page must not keep a session alive.
        """
        now = datetime.now(UTC)
        with self._database.reading() as connection:
            row = connection.execute(
                _FIND, {"token_hash": _hash(token), "now": now, "idle": now - IDLE}
            ).first()
            if row is None:
                return None
            if used and now - row.last_seen_at > TOUCH_EVERY:
                connection.execute(_TOUCH, {"session_id": row.session_id, "now": now})
        return SignedIn(
            row.session_id,
            row.account_id,
            row.user_name,
            row.display_name,
            row.kind,
            tuple(row.roles),
            row.language,
            min(row.expires_at, now + IDLE),
            row.password_temporary,
            row.clock,
            row.party,
            row.second_factor,
            row.link_id,
        )

    def end(self, token: str) -> None:
        """Ends a session; one that does not exist is already ended."""
        with self._database.session() as session:
            session.execute(sa.delete(LogIn).where(LogIn.token_hash == _hash(token)))

    def end_all(self, account_id: uuid.UUID) -> None:
        """Ends every session of an account, as a new password or a disabled account demands."""
        with self._database.session() as session:
            session.execute(sa.delete(LogIn).where(LogIn.account_id == account_id))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


_FIND = (
    sa.select(
        LogIn.id.label("session_id"),
        LogIn.account_id,
        LogIn.last_seen_at,
        LogIn.expires_at,
        Account.user_name,
        Account.display_name,
        Account.kind,
        Account.roles,
        Account.language,
        Account.password_temporary,
        Account.clock,
        Account.party,
        Account.link_id,
        sa.exists()
        .where(SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.isnot(None))
        .label("second_factor"),
    )
    .join(Account, Account.id == LogIn.account_id)
    .where(
        LogIn.token_hash == sa.bindparam("token_hash"),
        LogIn.expires_at > sa.bindparam("now"),
        LogIn.last_seen_at > sa.bindparam("idle"),
        Account.disabled_at.is_(None),
    )
)
_TOUCH = (
    sa.update(LogIn).where(LogIn.id == sa.bindparam("session_id")).values(last_seen_at=sa.bindparam("now"))
)
