"""Taking, keeping, giving back and taking over the lock on a record (R148 to R150)."""

from __future__ import annotations

from typing import Any

from customers import errors, events, guarding
from customers.domain import locks
from customers.domain.locks import Lock
from customers.repository import locks as repository
from customers.repository import record as records
from homefire.work import Work


def take_lock(work: Work, number: int) -> dict[str, Any]:
    """Opens a record for editing; raises `Locked` while somebody else has it open."""
    lock = _last(work, number)
    _refuse_closed(work, number)
    taken = locks.take(lock, *_caller(work), work.now())
    if taken is None:
        assert lock is not None
        raise errors.held_by(lock)
    return _store(work, number, taken)


def renew_lock(work: Work, number: int, token: int) -> dict[str, Any]:
    """The page's heartbeat; raises `LockLost` when the record went to somebody else."""
    lock = _last(work, number)
    renewed = locks.renew(lock, token, work.caller.id, work.now())
    if renewed is None:
        raise errors.LockLost.to(lock, work.now())
    return _store(work, number, renewed)


def release_lock(work: Work, number: int, token: int) -> dict[str, Any]:
    """Gives a record back. One that is somebody else's, or nobody's, stays as it is."""
    released = locks.release(_last(work, number), token, work.caller.id, work.now())
    if released is not None:
        repository.store(work.session, number, released)
    return {"released": released is not None}


def release_my_locks(work: Work) -> dict[str, Any]:
    """Gives back every record that the caller has open: what logging off means (R150)."""
    return {"released": repository.end_all_of(work.session, work.caller.id, work.now())}


def take_over_lock(work: Work, number: int, reason: str) -> dict[str, Any]:
    """Takes a record from who has it open. The note says from whom and why (R150)."""
    lock, now = _last(work, number), work.now()
    _refuse_closed(work, number)
    taken = locks.take_over(lock, *_caller(work), now)
    if lock is not None and taken.taken_over and taken.token != lock.token:
        customer = records.find_for_change(work.session, number)
        assert customer is not None
        work.emit(
            events.lock_taken_over,
            subject=number,
            aggregate=f"customer/{number}",
            sequence=customer.version,
            data={"holder": lock.holder_name, "reason": reason},
        )
    return _store(work, number, taken)


def get_lock(work: Work, number: int) -> dict[str, Any]:
    """Whether somebody has a record open, who, and since when."""
    if not records.number_exists(work.connection, number):
        raise errors.CustomerNotFound()
    lock = repository.find(work.connection, number)
    if lock is None or not lock.is_live(work.now()):
        return {"held": False, "holder": None, "since": None, "expires_at": None}
    return {"held": True, **_state(lock)}


def check_lock(work: Work, number: int, token: int | None) -> dict[str, Any]:
    """For a service whose data belong to the record: whether the person it works for may write now (R148).

    Raises `Locked` or `LockLost` as a write of the record itself would. The answer tells until when the lease of
    the lock whose token was given runs.
    """
    if not records.number_exists(work.connection, number):
        raise errors.CustomerNotFound()
    lock = guarding.check_lock(work, number, token)
    return {
        "number": number,
        "expires_at": lock.expires_at if lock is not None and token is not None else None,
    }


def hold_end(work: Work, home: int) -> int:
    """The number that a number leads to, held so that no merge passes by: its own event would find nothing to move."""
    number = home
    while True:
        if not repository.hold_customer(work.session, number):
            raise errors.CustomerNotFound()
        end = records.lead(work.session, number)
        if end == number:
            return number
        number = end


def _last(work: Work, number: int) -> Lock | None:
    if not repository.hold_customer(work.session, number):
        raise errors.CustomerNotFound()
    return repository.find(work.connection, number)


def _refuse_closed(work: Work, number: int) -> None:
    customer = records.find_for_change(work.session, number)
    if customer is not None:
        guarding.refuse_closed(customer)


def _caller(work: Work) -> tuple[str, str]:
    return work.caller.id, work.caller.name


def _store(work: Work, number: int, lock: Lock) -> dict[str, Any]:
    repository.store(work.session, number, lock)
    return {"number": number, "token": lock.token, **_state(lock)}


def _state(lock: Lock) -> dict[str, Any]:
    return {
        "holder": {"id": lock.holder_id, "name": lock.holder_name},
        "since": lock.since,
        "expires_at": lock.expires_at,
    }
