"""How often somebody may try to log in: per user name and per address, the same for names nobody has.

An attempt is written down before the password is checked, so that many at once cannot slip past the count.
Names and addresses are kept as keyed hashes: people type passwords into the wrong field.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from gateway.models import LogInAttempt
from homefire.database import Database
from homefire.errors import TooManyRequests

WINDOW = timedelta(minutes=15)
PER_NAME = 10
PER_ADDRESS = 50
LONGEST = timedelta(hours=24)
"""For how long attempts are kept."""
Limits = Sequence[tuple[timedelta, int]]
"""How many attempts a name has within how long."""
USUAL: Limits = ((WINDOW, PER_NAME),)
SLOWING: Limits = (*USUAL, (timedelta(hours=4), 2 * PER_NAME), (LONGEST, 3 * PER_NAME))
"""For codes that are short enough to be guessed by who has days for it: the waits grow."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that is under way."""

    name_key: bytes
    address_key: bytes
    rows: tuple[int, ...]


class Throttle:
    """Counts attempts of the last 15 minutes and refuses the eleventh of a name, the 51st of an address.

    An IPv6 address counts with its network of 64 bits, of which one household has all.
    """

    def __init__(self, database: Database, secret_key: bytes) -> None:
        self._database = database
        self._secret_key = secret_key

    def begin(self, name: str, address: str, *, purpose: str = "log-in", limits: Limits = USUAL) -> Attempt:
        """Writes an attempt down; raises `TooManyRequests` with `retry_after` in seconds.

        One that is refused is not counted, so that waiting helps even somebody who keeps trying. Names of one
        `purpose` count together and never with those of another.
        """
        now = datetime.now(UTC)
        keys = (self._key(f"name:{purpose}", name.strip().lower()), self._key("address", _network(address)))
        with self._database.session() as session:
            session.execute(sa.delete(LogInAttempt).where(LogInAttempt.attempted_at < now - LONGEST))
            rows = [LogInAttempt(key=key, attempted_at=now) for key in keys]
            session.add_all(rows)
            session.flush()
            attempt = Attempt(*keys, tuple(row.id for row in rows))
        wait = self._seconds_to_wait(attempt, now, limits)
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

    def _seconds_to_wait(self, attempt: Attempt, now: datetime, limits: Limits) -> int:
        counted = [(attempt.name_key, *limit) for limit in limits]
        counted.append((attempt.address_key, WINDOW, PER_ADDRESS))
        columns = (sa.func.count(), sa.func.min(LogInAttempt.attempted_at))
        wait = 0
        with self._database.reading() as connection:
            for key, window, most in counted:
                recent = (LogInAttempt.key == key, LogInAttempt.attempted_at >= now - window)
                number, oldest = connection.execute(sa.select(*columns).where(*recent)).one()
                if number > most:
                    wait = max(wait, int((oldest + window - now).total_seconds()) + 1)
        return wait

    def _key(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._secret_key, f"throttle:{kind}:{value}".encode(), hashlib.sha256)


def _network(address: str) -> str:
    """What counts as one address: an IPv4 address, also one written as IPv6, or an IPv6 network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))
