"""Deleting a record and restoring it (R11). The number, the notes and the row itself stay."""

from __future__ import annotations

from typing import Any

from customers import errors, events, guarding, owners, presenting
from customers.domain import record
from customers.models import Customer
from customers.repository import record as repository
from homefire.events import EventType
from homefire.work import Work


def list_blockers(work: Work, number: int) -> dict[str, Any]:
    """What keeps a record from being deleted now."""
    if repository.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    [counts] = owners.ask_counts(work, (number, None))
    return {"number": number, "items": owners.blockers(counts)}


def delete_customer(work: Work, number: int, reason: str) -> dict[str, Any]:
    """Takes a record out of use, unless anything stands under its number that must not lose its customer."""
    customer = _load(work, number)
    guarding.guard(work, customer)
    work.check_version(customer.version)
    [counts] = owners.ask_counts(work, (number, None))
    blocking = owners.blockers(counts)
    if blocking:
        told = "; ".join(f"{entry['label']} ({entry['count']}): {entry['sentence']}" for entry in blocking)
        raise errors.RecordHasBelongings(f"This record cannot be deleted. {told}", blockers=blocking)
    stamp = work.stamp()
    customer.status = record.DELETED
    customer.deleted_by, customer.deleted_at = stamp.entered_by, stamp.entered_at
    customer.deletion_reason = reason
    return _tell(work, events.customer_deleted, customer, reason)


def restore_customer(work: Work, number: int, reason: str) -> dict[str, Any]:
    """Takes a deleted record into use again, unless somebody else has its tax identifier by now (R21)."""
    customer = _load(work, number)
    if customer.status != record.DELETED:
        raise errors.RecordIsNotDeleted()
    guarding.guard_under(work, customer, work.lock_token)
    work.check_version(customer.version)
    refuse_taken_ssn(work, customer)
    customer.status = record.ACTIVE
    customer.deleted_by, customer.deleted_at, customer.deletion_reason = "", None, ""
    return _tell(work, events.customer_restored, customer, reason)


def refuse_taken_ssn(work: Work, customer: Customer) -> None:
    """Raises `SsnBelongsToAnother` where an active record has this one's tax identifier."""
    if customer.ssn_index is None:
        return
    existing = repository.find_by_ssn(work.session, customer.tax_id_type, customer.ssn_index)
    if existing is not None and existing != customer.number:
        raise errors.SsnBelongsToAnother(existing)


def _load(work: Work, number: int) -> Customer:
    customer = repository.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    return customer


def _tell(work: Work, event_type: EventType, customer: Customer, reason: str) -> dict[str, Any]:
    customer.version += 1
    work.session.flush()
    work.emit(
        event_type,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={"customer": record.summary(presenting.state_of(customer)), "reason": reason},
    )
    if customer.special_handling:
        guarding.tell_acknowledgement(work, customer)
    return presenting.present(work, customer, {})
