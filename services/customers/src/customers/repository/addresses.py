"""Queries about the mailing addresses that customers have had."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.domain.address_history import Period
from customers.models import AddressPeriod
from homefire.us.addresses import FIELDS

_table: Any = AddressPeriod.__table__


def since(number: sa.ColumnElement[int]) -> sa.ScalarSelect[Any]:
    """A subquery for the first day of a customer's present mailing address."""
    return (
        sa.select(_table.c.valid_from)
        .where(_table.c.customer_number == number, _table.c.valid_to.is_(None))
        .scalar_subquery()
    )


def last_periods(session: Session, number: int) -> list[Period]:
    """The last two addresses of a customer, oldest first: an edit touches no other."""
    query = (
        sa.select(_table)
        .where(_table.c.customer_number == number)
        .order_by(_table.c.valid_from.desc())
        .limit(2)
    )
    return [_period(row) for row in reversed(session.execute(query).mappings().all())]


def replace_periods(session: Session, number: int, old: list[Period], new: list[Period]) -> None:
    """Makes the last addresses of a customer those in `new`; what did not change is left alone."""
    before = {period.valid_from: period for period in old}
    after = {period.valid_from: period for period in new}
    for day in before.keys() - after.keys():
        session.execute(sa.delete(_table).where(*_is(number, day)))
    for day in before.keys() & after.keys():
        if before[day] != after[day]:
            session.execute(sa.update(_table).where(*_is(number, day)).values(_values(after[day])))
    for day in after.keys() - before.keys():
        session.execute(sa.insert(_table).values(customer_number=number, **_values(after[day])))


def list_periods(connection: sa.Connection, number: int) -> list[sa.RowMapping]:
    """Every mailing address of a customer, newest first."""
    columns = (column for column in _table.c if column.name != "customer_number")
    query = sa.select(*columns).where(_table.c.customer_number == number).order_by(_table.c.valid_from.desc())
    return list(connection.execute(query).mappings())


def _is(number: int, day: Any) -> tuple[Any, Any]:
    return _table.c.customer_number == number, _table.c.valid_from == day


def _values(period: Period) -> dict[str, Any]:
    return {
        "valid_from": period.valid_from,
        "valid_to": period.valid_to,
        **period.address,
        "entered_by": period.entered_by,
        "entered_at": period.entered_at,
    }


def _period(row: sa.RowMapping) -> Period:
    return Period(
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        address={name: row[name] for name in FIELDS},
        entered_by=row["entered_by"],
        entered_at=row["entered_at"],
    )
