"""What every write to a customer's record must heed: its lock and its special handling (R26, R148)."""

from __future__ import annotations

from customers import errors, events
from customers.domain import locks, record
from customers.domain.locks import Lock
from customers.models import Customer
from customers.repository import locks as repository
from homefire.errors import AcknowledgementRequired
from homefire.work import Work


def guard(work: Work, customer: Customer, *, answered: bool = False) -> None:
    """Raises unless this write may go on; call it when the customer's row is locked, before anything changes.

    `RecordIsDeleted` and `RecordIsMerged` for a record that is no longer kept, `Locked` while somebody else has it
    open, `LockLost` for a token that is not the newest or not the caller's, `AcknowledgementRequired` for a record
    under special handling without a reason. `answered` says that the change itself brings the reason: a supervisor
    who takes the record out of special handling.
    """
    refuse_closed(customer)
    guard_under(work, customer, work.lock_token, answered=answered)


def guard_under(work: Work, customer: Customer, lock_token: int | None, *, answered: bool = False) -> None:
    """Lock and special handling of a record, whether or not it is still kept; the lock under a token of its own."""
    check_lock(work, customer.number, lock_token)
    if customer.special_handling and work.acknowledgement is None and not answered:
        raise AcknowledgementRequired()


def refuse_closed(customer: Customer) -> None:
    """Raises `RecordIsDeleted` or `RecordIsMerged` for a record that is no longer kept (R11, R252)."""
    refuse_closed_as(customer.status, customer.merged_into)


def refuse_closed_as(status: str, merged_into: int | None) -> None:
    """The same for a record of which only this is known."""
    if status == record.DELETED:
        raise errors.RecordIsDeleted()
    if status == record.MERGED:
        raise errors.RecordIsMerged(survivor=merged_into)


def tell_acknowledgement(work: Work, customer: Customer) -> None:
    """Says why a record under special handling was changed: the reason becomes a note (R26)."""
    if work.acknowledgement is not None:
        work.emit(
            events.special_handling_acknowledged,
            subject=customer.number,
            aggregate=f"customer/{customer.number}",
            sequence=customer.version,
            data={"reason": work.acknowledgement},
        )


def check_lock(work: Work, number: int, token: int | None) -> Lock | None:
    """The record's last lock; raises `Locked` or `LockLost` unless the person behind this work may write with it."""
    now, writer = work.now(), work.caller.actor["sub"]
    lock = repository.find(work.connection, number)
    if locks.may_write(lock, token, writer, now):
        return lock
    if token is None and lock is not None:
        raise errors.held_by(lock)
    raise errors.LockLost.to(lock, now)
