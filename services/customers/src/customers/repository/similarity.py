"""The customers who may be the same as somebody, found by indexes alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from customers.domain import record, similarity
from customers.models import Customer, CustomerSearch

MOST_BY_FACT = 40
"""How many customers each fact may bring. One who shares more than one fact comes in any case by another."""

_table: Any = Customer.__table__
_keys: Any = CustomerSearch.__table__
# Written out and not as parameters, so that the indexes of such rows alone can be used by every plan.
_ACTIVE = sa.literal_column(f"'{record.ACTIVE}'")
_HAS_EMAIL = _table.c.email != sa.literal_column("''")
_PHONES = sa.func.array_remove(array([_table.c[name] for name in similarity.PHONES]), sa.literal_column("''"))
_COMPARED = (
    "number", "first_name", "middle_initial", "last_name", "organization_name", "tax_id_type", "ssn_index",
    "date_of_birth", *similarity.PHONES, "email", "address_number", "address_street", "address_street_type",
    "address_building_type", "address_unit", "address_zip", "address_city",
)  # fmt: skip


def find_candidates(
    connection: sa.Connection,
    *,
    name: str,
    born: date | None,
    phones: frozenset[str],
    email: str,
    tax_id: tuple[str, bytes] | None,
) -> list[sa.RowMapping]:
    """Active customers with a name like this, or with one of these facts: at most 40 for each, in one statement.

    `name` is a name key, `tax_id` an identifier's type with its keyed hash.
    """
    found = []
    if name:
        found.append(_some(_keys.c.name_text.op("%")(name), nearest=name, table=_keys))
    if born is not None:
        found.append(_some(_table.c.date_of_birth == born, nearest=name))
    if phones:
        found.append(_some(_PHONES.op("&&")(sa.literal(sorted(phones), ARRAY(sa.Text)))))
    if email:
        found.append(_some(sa.func.lower(_table.c.email) == email.lower(), _HAS_EMAIL))
    if tax_id is not None:
        kind, digest = tax_id
        found.append(_some(_table.c.tax_id_type == kind, _table.c.ssn_index == digest))
    if not found:
        return []
    numbers = sa.union(*(sa.select(part.c.number) for part in found)).subquery()
    query = sa.select(*(_table.c[column] for column in _COMPARED)).where(
        _table.c.number.in_(sa.select(numbers.c.number)), _table.c.status == _ACTIVE
    )
    return list(connection.execute(query).mappings())


def _some(*conditions: sa.ColumnElement[bool], nearest: str = "", table: Any = _table) -> sa.Subquery:
    """The numbers of a few active customers; those whose names are nearest, where a name is known.

    All that match are found before they are put in order: else the planner may walk through everybody in that
    order instead, in the hope of meeting enough of them soon.
    """
    matching = sa.select(table.c.number, table.c.name_key).where(table.c.status == _ACTIVE, *conditions)
    found = matching.cte(nesting=True).prefix_with("MATERIALIZED", dialect="postgresql")
    order = found.c.name_key.op("<->", return_type=sa.Float())(nearest) if nearest else found.c.number.desc()
    return sa.select(found.c.number).order_by(order, found.c.number).limit(MOST_BY_FACT).subquery()
