"""Entering, changing, reading and finding customers. The edge commits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import editing, errors, events, guarding, presenting
from customers.domain import record
from customers.models import Customer
from customers.repository import record as repository
from homefire import paging
from homefire.changes import changes_between
from homefire.schemas import in_field
from homefire.us import addresses, names
from homefire.work import Work


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
    editing.apply(work, customer, body)
    work.session.add(customer)
    work.session.flush()
    state = presenting.state_of(customer)
    work.emit(
        events.customer_created,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={"customer": record.summary(state)},
        stamp=stamp,
    )
    return presenting.present(work, customer)


def update_customer(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named. A change that changes nothing writes nothing and tells nobody (R204)."""
    customer = repository.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    guarding.guard(work, customer)
    work.check_version(customer.version)
    under_special_handling = customer.special_handling
    before = presenting.state_of(customer)
    editing.apply(work, customer, body)
    state = presenting.state_of(customer)
    changes = changes_between(record.flatten(before), record.flatten(state), record.TRACKED)
    if changes:
        customer.version += 1
        stamp = work.stamp()
        customer.updated_by, customer.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        work.emit(
            events.customer_updated,
            subject=number,
            aggregate=f"customer/{number}",
            sequence=customer.version,
            data={"customer": record.summary(state), "changes": changes},
        )
        if under_special_handling:
            guarding.tell_acknowledgement(work, customer)
    return presenting.present(work, customer)


def reveal_ssn(work: Work, number: int, reason: str) -> dict[str, Any]:
    """Shows a Social Security number. The log entry commits before the value leaves (R69, R248)."""
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


def search_customers(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the customers that match a number or parts of a name."""
    name, limit, cursor = query.get("name") or "", query["limit"], query.get("cursor")
    if name and not names.name_key(name):
        # What was typed has no letter or digit: it is part of nobody's name.
        return {"items": [], "next": None}
    after = paging.read_cursor(cursor, paging.text, paging.number) if cursor else None
    rows = repository.search(
        work.connection,
        number=query.get("number"),
        name=name,
        after=after,
        limit=limit + 1,
    )
    page, after_page = paging.cut(rows, limit, lambda row: (row["name_key"], row["number"]))
    return {"items": [{name: row[name] for name in presenting.FOUND} for row in page], "next": after_page}


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
