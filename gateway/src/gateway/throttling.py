"""How often somebody may try to log in: per user name and per address, the same for names nobody has.

An attempt is written down before the password is checked, so that many at once cannot slip past the count.
Names and addresses are kept as keyed hashes: people type passwords into the wrong field.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from gateway.models import LogInAttempt
from homefire.database import Database
from homefire.errors import TooManyRequests

WINDOW = timedelta(minutes=15)
PER_NAME = 10
PER_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that is under way."""

    name_key: bytes
    address_key: bytes
    rows: tuple[int, ...]


class Throttle:
    """Counts attempts of the last 15 minutes and refuses the eleventh of a name, the 51st of an address."""

    def __init__(self, database: Database, secret_key: bytes) -> None:
        self._database = database
        self._secret_key = secret_key

    def begin(self, name: str, address: str) -> Attempt:
        """Writes an attempt down; raises `TooManyRequests` with `retry_after` in seconds.

        One that is refused is not counted, so that waiting helps even somebody who keeps trying.
        """
        now = datetime.now(UTC)
        keys = (self._key("name", name.strip().lower()), self._key("address", address))
        with self._database.session() as session:
            session.execute(sa.delete(LogInAttempt).where(LogInAttempt.attempted_at < now - WINDOW))
            rows = [LogInAttempt(key=key, attempted_at=now) for key in keys]
            session.add_all(rows)
            session.flush()
            attempt = Attempt(*keys, tuple(row.id for row in rows))
        wait = self._seconds_to_wait(attempt, now)
        if wait:
            self._forget(LogInAttempt.id.in_(attempt.rows))
            raise TooManyRequests(
                f"Too many attempts to log in. Wait {-(-wait // 60)} minutes and try again.",
                code="log_in_throttled",
                retry_after=wait,
            )
        return attempt

    def succeeded(self, attempt: Attempt) -> None:
        """Forgets the name's attempts and this one of the address: a right password is nobody's guess."""
        self._forget(sa.or_(LogInAttempt.key == attempt.name_key, LogInAttempt.id.in_(attempt.rows)))

    def _forget(self, which: sa.ColumnElement[bool]) -> None:
        with self._database.session() as session:
            session.execute(sa.delete(LogInAttempt).where(which))

    def _seconds_to_wait(self, attempt: Attempt, now: datetime) -> int:
        columns = (LogInAttempt.key, sa.func.count(), sa.func.min(LogInAttempt.attempted_at))
        recent = LogInAttempt.attempted_at >= now - WINDOW
        keys = LogInAttempt.key.in_((attempt.name_key, attempt.address_key))
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(*columns).where(keys, recent).group_by(LogInAttempt.key)
            ).all()
        waits = [
            int((oldest + WINDOW - now).total_seconds()) + 1
            for key, number, oldest in rows
            if number > (PER_NAME if key == attempt.name_key else PER_ADDRESS)
        ]
        return max(waits, default=0)

    def _key(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._secret_key, f"throttle:{kind}:{value}".encode(), hashlib.sha256)
