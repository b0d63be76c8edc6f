"""The addresses that a customer has had: kept with every change, read as lists (R34, R142)."""

from __future__ import annotations

from typing import Any

from customers import errors
from customers.domain import address_history
from customers.models import Customer
from customers.presenting import address_of, residence_of
from customers.repository import addresses as repository
from customers.repository import record as records
from homefire.us.addresses import FIELDS
from homefire.work import Stamp, Work


def keep_history(work: Work, customer: Customer, stamp: Stamp) -> None:
    """Writes the addresses that a customer has now into their histories; call it when the record is flushed.

    An address that is as it was writes nothing. The day is the agency's; of an import, the day that it gives.
    """
    day = stamp.entered_at.astimezone(work.edge.clock.time_zone).date() if stamp.historic else work.today()
    for kept, address in (
        (repository.MAILING, address_of(customer)),
        (repository.RESIDENCE, residence_of(customer)),
    ):
        present = {name: value for name, value in address.items() if name in FIELDS}
        known = repository.last_periods(work.session, kept, customer.number)
        periods = address_history.moved(known, present, day, stamp.entered_by, stamp.entered_at)
        repository.replace_periods(work.session, kept, customer.number, known, periods)


def list_addresses(work: Work, number: int) -> dict[str, Any]:
    """Every mailing and every residence address of a customer, the present ones first."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    listed = {
        "items": repository.list_periods(work.connection, repository.MAILING, number),
        "residences": repository.list_periods(work.connection, repository.RESIDENCE, number),
    }
    return {name: [dict(row) for row in rows] for name, rows in listed.items()}
