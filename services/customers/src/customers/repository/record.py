"""Every query of the customers service."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from customers.domain import record
from customers.models import Customer
from customers.repository import addresses, consents, postal, unread
from homefire import numbering, reference

_table = Customer.__table__
_NUMBER_SEQUENCE = "customer_number_seq"


def _labelled(list_name: str, column: sa.ColumnElement[Any], label: str) -> sa.Label[Any]:
    return reference.label_of(list_name, column).label(label)


_LABELLED = sa.select(
    _table,
    _labelled("ethnicity", _table.c.ethnicity, "ethnicity_label"),
    _labelled("ethnicity_subcategory", _table.c.ethnicity_subcategory, "ethnicity_subcategory_label"),
    _labelled("best_time", _table.c.best_time, "best_time_label"),
    _labelled("preferred_method", _table.c.preferred_method, "preferred_method_label"),
    _labelled("customer_type", _table.c.customer_type, "customer_type_label"),
    addresses.since(addresses.MAILING, _table.c.number).label("address_since"),
    addresses.since(addresses.RESIDENCE, _table.c.number).label("residence_since"),
    consents.newest_of(_table.c.number).label("consents"),
    postal.standard_of("street_type", _table.c.address_street_type).label("street_type_standard"),
    postal.standard_of("building_type", _table.c.address_building_type).label("building_type_standard"),
    postal.stands_alone("building_type", _table.c.address_building_type).label("building_alone"),
)
_RECORD = _LABELLED.where(_table.c.number == sa.bindparam("number"))


def _led() -> sa.ScalarSelect[Any]:
    """The end of the chain of merges that begins at a number. Only records that are active merge: it has one."""
    columns = (_table.c.number, _table.c.merged_into)
    led = (
        sa.select(*columns)
        .where(_table.c.number == sa.bindparam("number"))
        .cte("led", recursive=True, nesting=True)
    )
    led = led.union_all(sa.select(*columns).join(led, _table.c.number == led.c.merged_into))
    return sa.select(led.c.number).where(led.c.merged_into.is_(None)).scalar_subquery()


_other = Customer.__table__.alias("other")
_MERGED_HERE = (
    sa.select(sa.func.array_agg(aggregate_order_by(_other.c.number, _other.c.number)))
    .where(_other.c.merged_into == _table.c.number)
    .scalar_subquery()
)
_RESOLVED = _LABELLED.add_columns(
    _MERGED_HERE.label("merged_numbers"), unread.count_of(_table.c.number).label("unread_messages")
).where(_table.c.number == _led())


def find_record(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """One customer's row with the labels of its codes: one statement."""
    return connection.execute(_RECORD, {"number": number}).mappings().first()


def find_resolved(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """The row that a number leads to: its own, or that of the record it was merged into (R252). One statement."""
    return connection.execute(_RESOLVED, {"number": number}).mappings().first()


def lead(session: Session, number: int) -> int:
    """The number that a number leads to, by way of every merge (R252); itself where nobody has it."""
    return session.execute(sa.select(_led()), {"number": number}).scalar() or number


def led_by(connection: sa.Connection | Session, number: int) -> list[int]:
    """This number, and every number that leads to it by way of merges."""
    return sorted(connection.execute(leading_to(sa.literal(number))).scalars())


def leading_to(number: sa.ColumnElement[int]) -> sa.Select[int]:
    """The same as a query, for one that reads what several records have brought into one."""
    start = sa.select(sa.cast(number, sa.BigInteger).label("number"))
    led = start.cte("led_by", recursive=True, nesting=True)
    merged = sa.select(_table.c.number).join(led, _table.c.merged_into == led.c.number)
    return sa.select(led.union_all(merged).c.number)


def find_for_change(session: Session, number: int) -> Customer | None:
    """The customer with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Customer).where(Customer.number == number).with_for_update())


def next_number(session: Session) -> int:
    """A number nobody has had."""
    return numbering.next_number(session, _NUMBER_SEQUENCE)


def move_numbers_past(session: Session, number: int) -> None:
    """Makes the sequence go on after a number that an import has brought. It never goes back.

    A number that the sequence has passed already leaves it alone, so that nobody is given a number twice.
    """
    numbering.move_past(session, _NUMBER_SEQUENCE, number)


def number_exists(connection: sa.Connection | Session, number: int) -> bool:
    """Whether a customer has this number."""
    return connection.execute(sa.select(_table.c.number).where(_table.c.number == number)).first() is not None


def find_by_ssn(session: Session, kind: str, digest: bytes) -> int | None:
    """The number of the active customer who has this tax identifier."""
    query = sa.select(_table.c.number).where(
        _table.c.tax_id_type == kind, _table.c.ssn_index == digest, _table.c.status == record.ACTIVE
    )
    return session.execute(query).scalar()
