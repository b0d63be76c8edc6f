"""What every write to an application must heed: the lock on its customer's record, and special handling (R26, R148).

The customers service keeps the lock. Each write asks it whether this person may write with this token, and keeps the
newest token that was confirmed, so that an older one is refused even while customers is away.
"""

from __future__ import annotations

from typing import Any

from homefire import heeding, projection
from homefire.clock import from_wire
from homefire.errors import Conflict, Unavailable
from homefire.work import Stamp, Work

CUSTOMERS, LOCKS = "customers", "customers.lock"
"""Under which sources the projection holds customers, and the newest lock of each that was seen."""


class OldToken(Conflict):
    """The token is older than one that was seen, or another person's (R148)."""

    code = "lock_lost"
    sentence = "You no longer have this record open for editing. Open it again, then make your change."


class CannotTell(Unavailable):
    """Customers is away, and somebody may have the record open (R148)."""

    code = "lock_unknown"
    sentence = (
        "It cannot be told now whether somebody else has this record open. Nothing was changed; "
        "try again in a moment."
    )


def guard(work: Work, number: int, stamp: Stamp | None = None) -> None:
    """Raises unless this write may go on; call it before anything changes.

    `Locked` or `LockLost` as customers says, `CannotTell` when it is away and nothing here can tell,
    `AcknowledgementRequired` for a record under special handling without a reason. What an import brings, which
    `stamp` says, is guarded by neither.
    """
    if stamp is not None and stamp.historic:
        return
    _check_lock(work, number)
    heeding.heed(work, projection.recall(work.session, CUSTOMERS, str(number)))


def _check_lock(work: Work, number: int) -> None:
    token = work.lock_token
    try:
        answer = work.ask(CUSTOMERS, "check_lock", number, {"token": token})
    except Unavailable:
        _check_by_memory(work, number)
        return
    if token is not None:
        newest = {"token": token, "holder": work.caller.actor["sub"], "expires_at": answer["expires_at"]}
        projection.remember(work.session, LOCKS, str(number), token, newest)
        _refuse_older(_seen(work, number), work)


def _check_by_memory(work: Work, number: int) -> None:
    """While customers is away: a token that was confirmed and that none has overtaken goes on.

    Without a token a write goes on unless a lease that was seen may still run.
    """
    seen = _seen(work, number)
    if work.lock_token is None:
        if seen is not None and work.now() < from_wire(seen["expires_at"]):
            raise CannotTell()
        return
    _refuse_older(seen, work)
    if seen is None or seen["token"] != work.lock_token:
        raise CannotTell()


def _refuse_older(seen: dict[str, Any] | None, work: Work) -> None:
    if seen is None or work.lock_token is None:
        return
    another = seen["token"] == work.lock_token and seen["holder"] != work.caller.actor["sub"]
    if seen["token"] > work.lock_token or another:
        raise OldToken(holder=None, since=None, taken_over=False)


def _seen(work: Work, number: int) -> dict[str, Any] | None:
    return projection.recall(work.session, LOCKS, str(number))
