"""Queries about the addresses that customers have had; `kept` says which: mailing or residence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.domain.address_history import Period
from customers.models import AddressPeriod, ResidencePeriod
from homefire.us.addresses import FIELDS

MAILING: Any = AddressPeriod.__table__
RESIDENCE: Any = ResidencePeriod.__table__


def since(kept: Any, number: sa.ColumnElement[int]) -> sa.ScalarSelect[Any]:
    """A subquery for the first day of a customer's present address."""
    return (
        sa.select(kept.c.valid_from)
        .where(kept.c.customer_number == number, kept.c.valid_to.is_(None))
        .scalar_subquery()
    )


def last_periods(session: Session, kept: Any, number: int) -> list[Period]:
    """The last two addresses of a customer, oldest first: an edit touches no other."""
    query = (
        sa.select(kept).where(kept.c.customer_number == number).order_by(kept.c.valid_from.desc()).limit(2)
    )
    return [_period(row) for row in reversed(session.execute(query).mappings().all())]


def replace_periods(session: Session, kept: Any, number: int, old: list[Period], new: list[Period]) -> None:
    """Makes the last addresses of a customer those in `new`; what did not change is left alone.

    A period is only ever ended or goes on again; one that another takes the place of is removed.
    """
    before = {period.valid_from: period for period in old}
    after = {period.valid_from: period for period in new}
    ended = {
        day for day, period in after.items()
        if day in before and replace(before[day], valid_to=period.valid_to) == period
    }  # fmt: skip
    for day in before.keys() - ended:
        session.execute(sa.delete(kept).where(*_is(kept, number, day)))
    for day in sorted(ended):
        if before[day] != after[day]:
            end = after[day].valid_to
            session.execute(sa.update(kept).where(*_is(kept, number, day)).values(valid_to=end))
    for day in after.keys() - ended:
        session.execute(sa.insert(kept).values(customer_number=number, **_values(after[day])))


def list_periods(connection: sa.Connection, kept: Any, number: int) -> list[sa.RowMapping]:
    """Every address of a customer, newest first."""
    columns = (column for column in kept.c if column.name != "customer_number")
    query = sa.select(*columns).where(kept.c.customer_number == number).order_by(kept.c.valid_from.desc())
    return list(connection.execute(query).mappings())


def _is(kept: Any, number: int, day: Any) -> tuple[Any, Any]:
    return kept.c.customer_number == number, kept.c.valid_from == day


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
