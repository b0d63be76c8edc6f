"""What queries of several concepts share."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, numbering
from homefire.us import addresses
from weatherization.models import Dwelling

_dwelling = Dwelling.__table__

SERVICE_ADDRESS = sa.func.concat_ws(
    " ", *(sa.func.nullif(_dwelling.c[f"address_{name}"], "") for name in addresses.FIRST_LINE)
).label("service_address")
PLACE = (
    SERVICE_ADDRESS,
    _dwelling.c.address_city.label("city"),
    _dwelling.c.address_zip.label("zip"),
    _dwelling.c.address_county.label("county"),
)

NUMBER = belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger))


def assign_number(session: Session, table: str, given: int | None) -> int:
    """The next number of a table whose rows are known by numbers, or the one that an import gives."""
    return numbering.assign_number(session, f"{table}_number_seq", given)


def assign_id(session: Session, table: str, given: int | None) -> int:
    """The next id of a table, or the one that an import gives; new ones go on after it."""
    return numbering.assign_number(session, f"{table}_id_seq", given)
