"""A survivor's fields as columns: read, taken over from another record, put back (R252)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from customers import editing, errors
from customers.domain import merging, record
from customers.domain.merging import SSN, Taken, Values
from customers.models import Customer
from customers.presenting import STAFF
from homefire.us import names
from homefire.work import Work

_table = Customer.__table__
_COLUMNS = {"mailing_address": "address", "residence_address": "residence"}
"""What the columns of each address begin with."""


def columns_of(choice: str) -> list[str]:
    """The columns of what is chosen as one."""
    if choice == SSN:
        return ["tax_id_type"]
    if choice in merging.CONSENTS:
        return [choice]
    found: list[str] = []
    for name in (name for name in record.TRACKED if merging.choice_of(name) == choice):
        part, dot, rest = name.partition(".")
        if dot:
            found.append(f"{_COLUMNS[part]}_{rest}")
        elif name in STAFF:
            found += [f"{name}_id", f"{name}_name"]
        else:
            found.append(name)
    return [*found, "email_bounced"] if choice == "email" else found


def values_of(customer: Customer, columns: Iterable[str]) -> Values:
    """Columns as JSON values."""
    found = {name: getattr(customer, name) for name in columns}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def put(customer: Customer, values: Values) -> None:
    """Sets columns from JSON values."""
    for name, value in values.items():
        is_date = isinstance(_table.c[name].type, sa.Date)
        setattr(customer, name, date.fromisoformat(value) if is_date and value is not None else value)


def take(work: Work, survivor: Customer, merged: Customer, choices: Iterable[str]) -> Taken:
    """Copies what was chosen into the survivor; what was there before, and what is now."""
    taken: Taken = {}
    for choice in choices:
        columns = columns_of(choice)
        before, after = values_of(survivor, columns), values_of(merged, columns)
        put(survivor, after)
        if choice == SSN:
            assert merged.ssn_sealed is not None
            digits = editing.open_ssn(work, merged.number, merged.ssn_sealed)
            editing.put_ssn(work, survivor, merged.tax_id_type, digits)
        taken[choice] = {"before": before, "after": after}
    renew_name_key(survivor)
    return taken


def give_back_ssn(survivor: Customer, merged: Customer, taken: Taken) -> bool:
    """Leaves a tax identifier that was taken over to the record it came from; false if the survivor has another."""
    if SSN not in taken:
        return True
    if survivor.ssn_index != merged.ssn_index:
        return False
    survivor.ssn_sealed = survivor.ssn_index = survivor.ssn_last_four = None
    return True


def renew_name_key(customer: Customer) -> None:
    """The key by which names are searched; raises `NameMissing` where nothing is left of a name."""
    if not customer.organization_name and not (customer.first_name and customer.last_name):
        raise errors.NameMissing()
    customer.name_key = names.name_key(
        customer.last_name, customer.first_name, customer.middle_initial, customer.organization_name
    )


def snapshot(customer: Customer) -> dict[str, Any]:
    """Every column that can be taken over, as it is."""
    return values_of(
        customer,
        [column for choice in (*merging.CHOICES, *merging.CONSENTS) for column in columns_of(choice)],
    )
