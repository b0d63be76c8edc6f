"""What the database puts together for answers that one statement gives: lists inside a row, newest rules."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from weatherization.models import Dwelling, DwellingLink, ProgramRule, Vendor

TODAY: sa.ColumnElement[Any] = sa.bindparam("today", type_=sa.Date)
_rule: Any = ProgramRule.__table__
_vendor: Any = Vendor.__table__
_link: Any = DwellingLink.__table__
_dwelling: Any = Dwelling.__table__

# The newest rule of each program that has begun.
RULES = (
    sa.select(_rule)
    .where(_rule.c.valid_from <= TODAY)
    .ext(distinct_on(_rule.c.program))
    .order_by(_rule.c.program, _rule.c.valid_from.desc())
)


def array_of(columns: Mapping[str, Any], *order: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Rows as a JSON array of objects, in an order; an empty one for none."""
    one = sa.func.json_build_object(*chain.from_iterable(columns.items()))
    return sa.func.coalesce(sa.func.json_agg(aggregate_order_by(one, *order)), sa.text("'[]'::json"))


def rule_value(
    name: str, program: sa.ColumnElement[Any], day: sa.ColumnElement[Any] = TODAY
) -> sa.ScalarSelect[Any]:
    """A column of the rule that a program has today, or had on a day, for a row's own program."""
    table = _rule.alias()
    return (
        sa.select(table.c[name])
        .where(table.c.program == program, table.c.valid_from <= day)
        .order_by(table.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def vendor_name(number: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The name that the vendor of a number has today."""
    return sa.select(_vendor.c.name).where(_vendor.c.number == number).scalar_subquery()


def dwellings_of(number: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The dwellings that a customer is linked to or was (R95)."""
    return sa.select(_link.c.dwelling_id).where(
        _link.c.customer_number == number, _link.c.linked_from <= TODAY
    )


def linked_today(table: Any) -> sa.ColumnElement[bool]:
    """Whether a link holds today."""
    return sa.and_(
        table.c.linked_from <= TODAY, sa.or_(table.c.linked_to.is_(None), table.c.linked_to >= TODAY)
    )
