"""Queries about sales."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.models import Customer, Sale, SaleLine
from customers.repository import record as records

_sale: Any = Sale.__table__
_line: Any = SaleLine.__table__
_SHOWN = [column for column in _sale.c if column.name not in ("number", "batch")]
_LINES = sa.select(_line.c.description, _line.c.quantity, _line.c.amount).order_by(_line.c.line)


def hold_customers(session: Session, numbers: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Status and survivor of each customer there is. Nobody else imports for them until this transaction ends."""
    query = (
        sa.select(Customer.number, Customer.status, Customer.merged_into)
        .where(Customer.number.in_(sorted(numbers)))
        .order_by(Customer.number)
        .with_for_update()
    )
    return {number: (status, survivor) for number, status, survivor in session.execute(query)}


def known(session: Session, sale_numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The sales of these numbers as they are recorded, each with its lines."""
    query = sa.select(_sale).where(_sale.c.sale_number.in_(sale_numbers))
    found = {row["sale_number"]: dict(row, lines=[]) for row in session.execute(query).mappings()}
    lines = sa.select(_line).where(_line.c.sale_number.in_(found)).order_by(_line.c.sale_number, _line.c.line)
    for row in session.execute(lines).mappings():
        line = {name: row[name] for name in ("description", "quantity", "amount")}
        found[row["sale_number"]]["lines"].append(line)
    return found


def next_batch(session: Session, number: int) -> int:
    """The number of a customer's next import."""
    last = session.scalar(sa.select(sa.func.max(_sale.c.batch)).where(_sale.c.number == number))
    return (last or 0) + 1


def add(session: Session, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """A sale that was not known."""
    session.execute(sa.insert(_sale).values(values))
    _add_lines(session, values["sale_number"], lines)


def replace(session: Session, values: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """A known sale as it is told now."""
    sale_number = values["sale_number"]
    session.execute(sa.update(_sale).where(_sale.c.sale_number == sale_number).values(values))
    session.execute(sa.delete(_line).where(_line.c.sale_number == sale_number))
    _add_lines(session, sale_number, lines)


def _add_lines(session: Session, sale_number: str, lines: Sequence[dict[str, Any]]) -> None:
    rows = [{"sale_number": sale_number, "line": place, **line} for place, line in enumerate(lines, 1)]
    if rows:
        session.execute(sa.insert(_line), rows)


def _is_of(number: int) -> sa.ColumnElement[bool]:
    """Whether a sale is of this customer, or of one whose record was merged into this one (R252)."""
    return _sale.c.number.in_(records.leading_to(sa.literal(number)))


def page(
    connection: sa.Connection, number: int, after: tuple[date, str] | None, limit: int
) -> list[dict[str, Any]]:
    """A customer's sales, newest first."""
    query = sa.select(*_SHOWN).where(_is_of(number))
    if after is not None:
        query = query.where(
            sa.tuple_(_sale.c.sold_on, _sale.c.sale_number) < sa.tuple_(*map(sa.literal, after))
        )
    query = query.order_by(_sale.c.sold_on.desc(), _sale.c.sale_number.desc()).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def find(connection: sa.Connection, number: int, sale_number: str) -> dict[str, Any] | None:
    """One sale of a customer with its lines."""
    query = sa.select(_sale.c.number, *_SHOWN).where(_is_of(number), _sale.c.sale_number == sale_number)
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    lines = connection.execute(_LINES.where(_line.c.sale_number == sale_number)).mappings()
    return dict(row, lines=[dict(line) for line in lines])
