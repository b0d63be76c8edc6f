"""Entering, changing and reading customers. The edge commits."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from customers import editing, errors, events, guarding, handling, presenting
from customers.domain import corrections, record
from customers.domain.special_handling import Step
from customers.models import Customer
from customers.repository import record as repository
from customers.usecases import addresses as addresses_kept
from customers.usecases import consents, residence, similarity
from homefire.changes import changes_between
from homefire.errors import NotPermitted
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.work import Work

_PURPOSES = {
    "application_id": "to be sent to CORE with application {}",
    "change_request_id": "to be sent to CSD with change request {}",
}
"""What an identity is taken for, as the access log says it."""


def create_customer(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new record under a number of its own (R3, R257)."""
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    customer = Customer(
        number=_assign_number(work, history.get("number")),
        version=1,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
        **presenting.BLANK,
    )
    step = handling.apply(work, customer, body, stamp)
    editing.apply(work, customer, body)
    alike = similarity.refuse_likely(work, body)
    work.session.add(customer)
    work.session.flush()
    state = presenting.state_of(customer)
    work.emit(
        events.customer_created,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={"customer": record.summary(state)} | ({"different_from": alike} if alike else {}),
        stamp=stamp,
    )
    handling.tell(work, customer, step, body.get(handling.REASON, ""), stamp)
    addresses_kept.keep_history(work, customer, stamp)
    if customer.marketing_emails:
        consents.follow_marketing(work, customer, body["marketing_emails_source"], stamp)
    return presenting.present(work, customer, body)


def update_customer(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named. A change that changes nothing writes nothing and tells nobody (R204)."""
    customer = repository.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    clears = handling.step_of(customer, body) is Step.CLEARED
    guarding.guard(work, customer, answered=clears)
    work.check_version(customer.version)
    under_special_handling, stamp = customer.special_handling, work.stamp()
    before = presenting.state_of(customer)
    step = handling.apply(work, customer, body, stamp)
    editing.apply(work, customer, body)
    residence.stay(customer, before, body.get("residence_change"))
    state = presenting.state_of(customer)
    changes = changes_between(record.flatten(before), record.flatten(state), record.TRACKED)
    if changes:
        why = residence.declared(work, number, before, state, body.get("residence_change"))
        customer.version += 1
        customer.updated_by, customer.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        work.emit(
            events.customer_updated,
            subject=number,
            aggregate=f"customer/{number}",
            sequence=customer.version,
            data={"customer": record.summary(state), "changes": changes} | why,
        )
        addresses_kept.keep_history(work, customer, stamp)
        if before["marketing_emails"] != customer.marketing_emails:
            consents.follow_marketing(work, customer, body["marketing_emails_source"], stamp)
        handling.tell(work, customer, step, body.get(handling.REASON, ""), stamp)
        if under_special_handling:
            guarding.tell_acknowledgement(work, customer)
    return presenting.present(work, customer, body)


def reveal_ssn(work: Work, number: int, reason: str) -> dict[str, Any]:
    """Shows a Social Security number. The log entry commits before the value leaves (R69, R248)."""
    in_field("reason", lambda: corrections.refuse_number(reason))
    customer = repository.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    if customer.ssn_sealed is None:
        raise errors.NoSsnRecorded()
    work.emit(
        events.ssn_revealed,
        subject=number,
        aggregate=f"customer/{number}",
        sequence=customer.version,
        data={"field": "ssn", "reason": reason},
    )
    digits = editing.open_ssn(work, number, customer.ssn_sealed)
    return {"number": number, "tax_id_type": customer.tax_id_type, "ssn": digits}


def take_identity(work: Work, number: int, purpose: Mapping[str, int]) -> dict[str, Any]:
    """Hands name, birth date and number to a service, for the person its work began with (R9, R112).

    `purpose` names the application or the change request. The log entry commits before the values leave (R248).
    A merged record is answered for by its survivor. Raises `NotPermitted` for whoever is no service.
    """
    if work.caller.kind != "service" or work.caller.act is None:
        raise NotPermitted("This is for another service, on behalf of the person its work began with.")
    customer = repository.find_for_change(work.session, repository.lead(work.session, number))
    if customer is None:
        raise errors.CustomerNotFound()
    sealed = customer.ssn_sealed if customer.tax_id_type == "SSN" else None
    [(kind, about)] = purpose.items()
    work.emit(
        events.identity_revealed,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={"field": "ssn" if sealed else "date_of_birth", "reason": _PURPOSES[kind].format(about)},
    )
    names = ("first_name", "middle_initial", "last_name", "date_of_birth")
    known = {name: getattr(customer, name) for name in names}
    digits = editing.open_ssn(work, customer.number, sealed) if sealed else None
    return {"number": customer.number, **known, "ssn": digits}


def get_customer(work: Work, number: int) -> dict[str, Any]:
    """One record, its tax identifier masked. The number of a merged one leads to the survivor (R252)."""
    row = repository.find_resolved(work.connection, number)
    if row is None:
        raise errors.CustomerNotFound()
    return presenting.resolved(work, row, number)


def get_customer_summary(work: Work, number: int) -> dict[str, Any]:
    """What other services may keep of a customer."""
    row = repository.find_record(work.connection, number)
    if row is None:
        raise errors.CustomerNotFound()
    return record.summary(dict(row)) | {"version": row["version"]}


def compare_ssn_index(work: Work, number: int, given: str) -> dict[str, Any]:
    """Whether the number is that of `given`, a keyed index in hexadecimal digits (R112); None where none is recorded.

    A merged record is compared as its survivor. The index itself is told to nobody.
    """
    row = repository.find_resolved(work.connection, number)
    if row is None:
        raise errors.CustomerNotFound()
    index = row["ssn_index"] if row["tax_id_type"] == "SSN" else None
    same = hmac.compare_digest(bytes(index).hex(), given) if index else None
    return {"number": row["number"], "same": same}


def look_up_zip(zip_code: str) -> dict[str, Any]:
    """The place of a ZIP code (R31)."""
    place = addresses.look_up(in_field("zip", lambda: addresses.parse_zip(zip_code)))
    if place is None:
        raise errors.UnknownZip()
    return presenting.place(place)


def _assign_number(work: Work, given: int | None) -> int:
    if given is None:
        return repository.next_number(work.session)
    if repository.number_exists(work.session, given):
        raise errors.NumberIsTaken()
    repository.move_numbers_past(work.session, given)
    return given
