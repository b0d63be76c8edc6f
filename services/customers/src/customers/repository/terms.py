"""Queries about account terms."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.domain.sales import Sale as SaleFigures
from customers.models import AccountTerms, Sale
from customers.repository import record as records
from homefire import reference

_table = AccountTerms.__table__
_TERMS = sa.select(
    _table,
    reference.label_of("exemption_type", _table.c.exemption_type).label("exemption_type_label"),
    reference.label_of("pricing_tier", _table.c.pricing_tier).label("pricing_tier_label"),
).where(_table.c.number == sa.bindparam("number"))
_FIGURES = sa.select(Sale.sold_on, Sale.gross, Sale.shipping, Sale.tax, Sale.paid, Sale.returned).where(
    Sale.number.in_(records.leading_to(sa.bindparam("number", type_=sa.BigInteger)))
)


def find(connection: sa.Connection, number: int) -> sa.RowMapping | None:
    """A customer's terms with the labels of their codes; none before somebody has set any."""
    return connection.execute(_TERMS, {"number": number}).mappings().first()


def find_for_change(session: Session, number: int) -> AccountTerms | None:
    """A customer's terms. The customer's own row is locked already, which keeps other writers away."""
    return session.get(AccountTerms, number)


def label_of_code(connection: sa.Connection, name: str, code: str) -> str:
    """The label of a code that stands in no row yet."""
    return connection.scalar(sa.select(reference.label_of(name, sa.literal(code)))) or code


def figures(connection: sa.Connection, number: int) -> list[SaleFigures]:
    """The figures of every sale of a customer."""
    return [SaleFigures(*row) for row in connection.execute(_FIGURES, {"number": number})]
