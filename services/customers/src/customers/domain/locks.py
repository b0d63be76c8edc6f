"""The lock on a record: a lease with a fencing token (R148, R150).

Whoever opens a record to edit it takes its lock for a while and keeps renewing it; a closed laptop lets it lapse.
Each time that the lock goes to somebody else it gets a larger token, so that a write which comes late, from a
holder who has lost it, is known by its smaller one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEASE = timedelta(seconds=120)
"""How long a lock lives without being renewed."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Who took a record last, under which token, and until when that holds."""

    token: int
    holder_id: str
    holder_name: str
    since: datetime
    expires_at: datetime
    taken_over: bool = False
    released_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether somebody holds the record at this instant."""
        return self.released_at is None and now < self.expires_at

    def is_held_by(self, holder_id: str, now: datetime) -> bool:
        """Whether this person holds it."""
        return self.is_live(now) and self.holder_id == holder_id


def take(lock: Lock | None, holder_id: str, holder_name: str, now: datetime) -> Lock | None:
    """The lock for this person, or None while somebody else's is live.

    The holder who asks again, from another window, has the same token for another lease.
    """
    if lock is not None and lock.is_live(now):
        return replace(lock, expires_at=now + LEASE) if lock.holder_id == holder_id else None
    return _granted(lock, holder_id, holder_name, now)


def take_over(lock: Lock | None, holder_id: str, holder_name: str, now: datetime) -> Lock:
    """The lock for this person, whoever has it; the other's token is worth nothing from here on."""
    if lock is not None and lock.is_held_by(holder_id, now):
        return replace(lock, expires_at=now + LEASE)
    displaced = lock is not None and lock.is_live(now)
    return replace(_granted(lock, holder_id, holder_name, now), taken_over=displaced)


def renew(lock: Lock | None, token: int, holder_id: str, now: datetime) -> Lock | None:
    """The lock for another lease, or None when it went to somebody else or was given back.

    A lease that lapsed and that nobody took is the holder's again: nothing can have been written in between. One
    that was given back is not, so that a heartbeat under way while its page is left brings nothing back.
    """
    if lock is None or not _is_kept_by(lock, token, holder_id):
        return None
    return replace(lock, expires_at=now + LEASE)


def release(lock: Lock | None, token: int, holder_id: str, now: datetime) -> Lock | None:
    """The lock ended now, or None when there is nothing of this person's to end. A lapsed one ends as well."""
    if lock is None or not _is_kept_by(lock, token, holder_id):
        return None
    return replace(lock, expires_at=min(lock.expires_at, now), released_at=now)


def may_write(lock: Lock | None, token: int | None, writer_id: str, now: datetime) -> bool:
    """Whether a write of this person that brings this token, or none, may go on.

    A token must be the newest that was given, the writer's own, and not given back. Without one nobody may hold
    the record.
    """
    if token is not None:
        return lock is not None and _is_kept_by(lock, token, writer_id)
    return lock is None or not lock.is_live(now)


def _is_kept_by(lock: Lock, token: int, holder_id: str) -> bool:
    """Whether the lock has this token, is this person's, and was not given back; the lease may have lapsed."""
    return lock.token == token and lock.holder_id == holder_id and lock.released_at is None


def _granted(lock: Lock | None, holder_id: str, holder_name: str, now: datetime) -> Lock:
    return Lock(lock.token + 1 if lock else 1, holder_id, holder_name, now, now + LEASE)
