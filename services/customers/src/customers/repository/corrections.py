"""Queries about corrections of tax identifiers."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.domain.corrections import Status
from customers.models import Customer, SsnCorrection
from homefire import numbering

_correction = SsnCorrection.__table__
_customer = Customer.__table__
_ROW = sa.select(
    _correction,
    _customer.c.first_name,
    _customer.c.last_name,
    _customer.c.organization_name,
    _customer.c.ssn_sealed.label("current_sealed"),
    _customer.c.tax_id_type.label("current_type"),
).join(_customer, _customer.c.number == _correction.c.number)


def next_id(session: Session) -> int:
    """An id no correction has had."""
    return numbering.next_number(session, "ssn_correction_id_seq")


def customer_of(session: Session, correction_id: int) -> int | None:
    """Whose tax identifier a request is about."""
    query = sa.select(_correction.c.number).where(_correction.c.id == correction_id)
    return session.execute(query).scalar()


def find_for_change(session: Session, correction_id: int) -> SsnCorrection | None:
    """The request with its row locked. The customer's row is locked first, as every write does."""
    query = sa.select(SsnCorrection).where(SsnCorrection.id == correction_id).with_for_update()
    return session.scalar(query)


def has_open(session: Session, number: int) -> bool:
    """Whether a request of this customer waits."""
    query = sa.select(_correction.c.id).where(
        _correction.c.number == number, _correction.c.status == Status.OPEN
    )
    return session.execute(query).first() is not None


def find(connection: sa.Connection, correction_id: int) -> sa.RowMapping | None:
    """One request with its customer's name."""
    return connection.execute(_ROW.where(_correction.c.id == correction_id)).mappings().first()


def of_customer(connection: sa.Connection, number: int) -> list[sa.RowMapping]:
    """A customer's requests, newest first."""
    query = _ROW.where(_correction.c.number == number).order_by(_correction.c.id.desc())
    return list(connection.execute(query).mappings())


def list_open(
    connection: sa.Connection, *, after: tuple[datetime, int] | None, limit: int
) -> list[sa.RowMapping]:
    """Requests that wait, the oldest first."""
    query = _ROW.where(_correction.c.status == Status.OPEN)
    if after is not None:
        place = sa.tuple_(_correction.c.requested_at, _correction.c.id)
        query = query.where(place > sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(_correction.c.requested_at, _correction.c.id).limit(limit)
    return list(connection.execute(query).mappings())
