"""Correcting a tax identifier that is set: requested by one person, decided by another (R20, R113)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from customers import correcting, correction_events, errors, events, guarding, presenting
from customers.domain import corrections as rules
from customers.domain import record
from customers.domain.corrections import Status
from customers.models import Customer, SsnCorrection
from customers.repository import corrections as repository
from customers.repository import record as records
from homefire import paging
from homefire.changes import changes_between
from homefire.clock import from_wire
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.work import Work


def request(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Asks for a correction. The record stays as it is until a second person approves."""
    customer = _customer(work, number)
    guarding.refuse_closed(customer)
    if customer.ssn_sealed is None:
        raise errors.NoSsnToCorrect()
    for name in ("reason", "paper"):
        in_field(name, partial(rules.refuse_number, body[name]))
    in_field("document_id", lambda: rules.check_proof(body["document_id"], body["paper"]))
    correcting.check_number(work, customer, body["tax_id_type"], body["ssn"])
    if repository.has_open(work.session, number):
        raise errors.CorrectionIsOpen()
    correction = SsnCorrection(
        id=repository.next_id(work.session),
        number=number,
        status=Status.OPEN,
        tax_id_type=body["tax_id_type"],
        old_type=customer.tax_id_type,
        reason=body["reason"],
        document_id=body["document_id"],
        document_name=correcting.document_name(work, number, body["document_id"]),
        paper=body["paper"],
        requested_by_id=work.caller.id,
        requested_by=work.caller.name,
        requested_at=work.now(),
    )
    correcting.seal(work, correction, body["ssn"])
    work.session.add(correction)
    work.session.flush()
    _tell(work, correction_events.ssn_correction_requested, customer, correcting.told_request(correction))
    return _answer(work, correction.id)


def approve(work: Work, correction_id: int, reason: str) -> dict[str, Any]:
    """Puts the new number into the record and keeps the old one sealed with the request."""
    customer, correction = _open(work, correction_id)
    _check_second_person(work, correction)
    in_field("reason", lambda: rules.refuse_number(reason))
    guarding.guard(work, customer)
    correcting.check_number(work, customer, correction.tax_id_type, correcting.new_number(work, correction))
    before = presenting.state_of(customer)
    correcting.exchange(work, customer, correction)
    _decide(work, correction, Status.APPROVED, reason)
    customer.version += 1
    customer.updated_by, customer.updated_at = work.caller.name, work.now()
    work.session.flush()
    state = presenting.state_of(customer)
    changes = changes_between(record.flatten(before), record.flatten(state), record.TRACKED)
    _tell(work, events.customer_updated, customer, {"customer": record.summary(state), "changes": changes})
    if customer.special_handling:
        guarding.tell_acknowledgement(work, customer)
    _tell(work, correction_events.ssn_correction_approved, customer, correcting.told_decision(correction))
    return _answer(work, correction_id)


def reject(work: Work, correction_id: int, reason: str) -> dict[str, Any]:
    """Leaves the record as it is; the number that was asked for is forgotten."""
    customer, correction = _open(work, correction_id)
    _check_second_person(work, correction)
    return _end(work, customer, correction, Status.REJECTED, reason)


def withdraw(work: Work, correction_id: int, reason: str) -> dict[str, Any]:
    """Takes a request back; the number that was asked for is forgotten."""
    customer, correction = _open(work, correction_id)
    if work.caller.id != correction.requested_by_id:
        raise errors.NotYourCorrection()
    return _end(work, customer, correction, Status.WITHDRAWN, reason)


def reveal(work: Work, correction_id: int, reason: str) -> dict[str, Any]:
    """Shows the number that is asked for. The log entry commits before the value leaves (R69, R248)."""
    in_field("reason", lambda: rules.refuse_number(reason))
    customer, correction = _open(work, correction_id)
    _tell(work, events.ssn_revealed, customer, {"field": "ssn_correction.ssn", "reason": reason})
    digits = correcting.new_number(work, correction)
    return {"id": correction_id, "tax_id_type": correction.tax_id_type, "ssn": digits}


def list_of_customer(work: Work, number: int) -> dict[str, Any]:
    """A customer's requests, newest first, the numbers masked."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    rows = repository.of_customer(work.connection, number)
    return {"items": [correcting.shown(work, row) for row in rows]}


def list_open(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the requests that wait, the oldest first."""
    limit, cursor = query["limit"], query.get("cursor")
    after = paging.read_cursor(cursor, from_wire, paging.number) if cursor else None
    rows = repository.list_open(work.connection, after=after, limit=limit + 1)
    page, after_page = paging.cut(rows, limit, lambda row: (row["requested_at"], row["id"]))
    return {"items": [correcting.shown(work, row) for row in page], "next": after_page}


def _customer(work: Work, number: int) -> Customer:
    customer = records.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    return customer


def _open(work: Work, correction_id: int) -> tuple[Customer, SsnCorrection]:
    """The customer and the request, both locked in this order, while it can still be decided."""
    number = repository.customer_of(work.session, correction_id)
    if number is None:
        raise errors.CorrectionNotFound()
    customer = _customer(work, number)
    correction = repository.find_for_change(work.session, correction_id)
    assert correction is not None
    if correction.status != Status.OPEN:
        raise errors.CorrectionIsDecided()
    return customer, correction


def _check_second_person(work: Work, correction: SsnCorrection) -> None:
    if not rules.may_decide(work.caller.id, correction.requested_by_id):
        raise errors.SecondPersonNeeded()


def _end(
    work: Work, customer: Customer, correction: SsnCorrection, status: Status, reason: str
) -> dict[str, Any]:
    in_field("reason", lambda: rules.refuse_number(reason))
    correction.ssn_sealed = correction.ssn_index = None
    _decide(work, correction, status, reason)
    work.session.flush()
    told = {
        Status.REJECTED: correction_events.ssn_correction_rejected,
        Status.WITHDRAWN: correction_events.ssn_correction_withdrawn,
    }
    _tell(work, told[status], customer, correcting.told_decision(correction))
    return _answer(work, correction.id)


def _decide(work: Work, correction: SsnCorrection, status: Status, reason: str) -> None:
    correction.status, correction.decision_reason = status, reason
    correction.decided_by_id, correction.decided_by = work.caller.id, work.caller.name
    correction.decided_at = work.now()


def _tell(work: Work, event_type: EventType, customer: Customer, data: dict[str, Any]) -> None:
    work.emit(
        event_type,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data=data,
    )


def _answer(work: Work, correction_id: int) -> dict[str, Any]:
    work.session.flush()
    row = repository.find(work.connection, correction_id)
    assert row is not None
    return correcting.shown(work, row)
