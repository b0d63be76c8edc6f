"""Queries about merges and what services say of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.models import Customer, CustomerMerge, MoveReport

_report = MoveReport.__table__


def lock_pair(session: Session, one: int, other: int) -> dict[int, Customer]:
    """Both customers with their rows locked, the lower number first, so that no two merges wait for each other."""
    query = sa.select(Customer).where(Customer.number.in_((one, other))).order_by(Customer.number)
    return {customer.number: customer for customer in session.scalars(query.with_for_update())}


def find_in_effect(session: Session, number: int) -> CustomerMerge | None:
    """The merge by which a number leads to another now."""
    return session.scalar(
        sa.select(CustomerMerge).where(CustomerMerge.number == number, CustomerMerge.unmerged_at.is_(None))
    )


def later_in_effect(session: Session, merge: CustomerMerge) -> list[CustomerMerge]:
    """The later merges into the same survivor that have not been undone, oldest first."""
    query = sa.select(CustomerMerge).where(
        CustomerMerge.survivor == merge.survivor,
        CustomerMerge.id > merge.id,
        CustomerMerge.unmerged_at.is_(None),
    )
    return list(session.scalars(query.order_by(CustomerMerge.id)))


def find_merge(session: Session, merge_id: int) -> CustomerMerge | None:
    """One merge."""
    return session.get(CustomerMerge, merge_id)


def list_merges(connection: sa.Connection, number: int) -> list[sa.RowMapping]:
    """The merges that a number had a part in, newest first."""
    table = CustomerMerge.__table__
    query = sa.select(table).where(sa.or_(table.c.number == number, table.c.survivor == number))
    return list(connection.execute(query.order_by(table.c.id.desc())).mappings())


def list_reports(connection: sa.Connection, merges: Iterable[int]) -> list[sa.RowMapping]:
    """What services have said of some merges."""
    query = sa.select(_report).where(_report.c.merge_id.in_(list(merges)))
    return list(connection.execute(query).mappings())


def keep_report(
    session: Session, merge_id: int, service: str, merged: bool, counts: list[dict[str, Any]], at: datetime
) -> None:
    """Keeps what a service says; what it says again takes the place of what it said."""
    fresh = insert(_report).values(
        merge_id=merge_id, service=service, merged=merged, counts=counts, reported_at=at
    )
    said = {"counts": fresh.excluded.counts, "reported_at": fresh.excluded.reported_at}
    keys = [_report.c.merge_id, _report.c.service, _report.c.merged]
    session.execute(fresh.on_conflict_do_update(index_elements=keys, set_=said))
