"""Queries about locks on records."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.domain.locks import Lock
from customers.models import Customer, RecordLock

_table: Any = RecordLock.__table__
_LOCK = sa.select(*(column for column in _table.c if column.name != "number"))


def hold_customer(session: Session, number: int) -> bool:
    """Keeps everybody else from the customer's lock until this transaction ends; false if there is none.

    The customer's own row is held, so that taking a lock and writing under one never pass each other.
    """
    held = sa.select(Customer.number).where(Customer.number == number).with_for_update()
    return session.execute(held).first() is not None


def find(connection: sa.Connection, number: int) -> Lock | None:
    """The last lock of a record."""
    row = connection.execute(_LOCK.where(_table.c.number == number)).mappings().first()
    return Lock(**row) if row else None


def store(session: Session, number: int, lock: Lock) -> None:
    """Puts a lock in the place of the record's last one."""
    values = asdict(lock)
    fresh = insert(_table).values(number=number, **values)
    session.execute(fresh.on_conflict_do_update(index_elements=[_table.c.number], set_=values))


def end_all_of(session: Session, holder_id: str, now: datetime) -> list[int]:
    """Ends every lock that a person has not given back, lapsed ones too; the numbers of those that were live.

    The customers' rows are held first, as whoever renews a lock holds them, so that a renewal comes before all of
    this or after it. They are held in the order of their numbers: two people at this cannot wait for each other.
    """
    mine = sa.and_(_table.c.holder_id == holder_id, _table.c.released_at.is_(None))
    numbers = sa.select(_table.c.number).where(mine)
    held = sa.select(Customer.number).where(Customer.number.in_(numbers)).order_by(Customer.number)
    found = list(session.execute(held.with_for_update()).scalars())
    still = sa.and_(mine, _table.c.number.in_(found))
    live = session.execute(sa.select(_table.c.number).where(still, _table.c.expires_at > now)).scalars()
    ended = sorted(live)
    values = {"expires_at": sa.func.least(_table.c.expires_at, now), "released_at": now}
    session.execute(sa.update(_table).where(still).values(values))
    return ended
