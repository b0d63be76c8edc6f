"""The mailing addresses that a customer has had: kept with every change, read as a list (R34)."""

from __future__ import annotations

from typing import Any

from customers import errors
from customers.domain import address_history
from customers.models import Customer
from customers.presenting import address_of
from customers.repository import addresses as repository
from customers.repository import record as records
from homefire.us.addresses import FIELDS
from homefire.work import Stamp, Work


def keep_history(work: Work, customer: Customer, stamp: Stamp) -> None:
    """Writes the address that a customer has now into the history; call it when the record is flushed.

    An address that is as it was writes nothing. The day is the agency's; of an import, the day that it gives.
    """
    day = stamp.entered_at.astimezone(work.edge.clock.time_zone).date() if stamp.historic else work.today()
    present = {name: value for name, value in address_of(customer).items() if name in FIELDS}
    known = repository.last_periods(work.session, customer.number)
    periods = address_history.moved(known, present, day, stamp.entered_by, stamp.entered_at)
    repository.replace_periods(work.session, customer.number, known, periods)


def list_addresses(work: Work, number: int) -> dict[str, Any]:
    """Every mailing address of a customer, the present one first."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    return {"items": [dict(row) for row in repository.list_periods(work.connection, number)]}
