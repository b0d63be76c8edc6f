"""Queries about log-ins of the portal and mailed codes (R262)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from customers.models import PortalCode, PortalLink

_link = PortalLink.__table__
_code = PortalCode.__table__
_LISTED = 50


def live_link(session: Session | sa.Connection, account_id: str) -> sa.RowMapping | None:
    """The link of a log-in that has not ended."""
    query = sa.select(_link).where(_link.c.account_id == account_id, _link.c.ended_at.is_(None))
    return session.execute(query).mappings().first()


def find_link(session: Session, link_id: int) -> PortalLink | None:
    """One link with its row locked. The customer's row is locked first, as every write does."""
    return session.scalar(sa.select(PortalLink).where(PortalLink.id == link_id).with_for_update())


def links_of(connection: sa.Connection, numbers: Iterable[int]) -> list[sa.RowMapping]:
    """The links of some numbers, those that hold first, then newest first."""
    query = sa.select(_link).where(_link.c.customer_number.in_(list(numbers)))
    query = query.order_by(_link.c.ended_at.isnot(None), _link.c.id.desc()).limit(_LISTED)
    return list(connection.execute(query).mappings())


def codes_of(connection: sa.Connection, numbers: Iterable[int]) -> list[sa.RowMapping]:
    """The codes that were mailed to some numbers, newest first."""
    query = sa.select(_code).where(_code.c.customer_number.in_(list(numbers)))
    return list(connection.execute(query.order_by(_code.c.id.desc()).limit(_LISTED)).mappings())


def customer_of_code(session: Session, finder: str) -> int | None:
    """To whom the code was mailed that this group finds."""
    return session.execute(sa.select(_code.c.customer_number).where(_code.c.finder == finder)).scalar()


def find_code(session: Session, finder: str) -> PortalCode | None:
    """The code with its row locked. The customer's row is locked first."""
    return session.scalar(sa.select(PortalCode).where(PortalCode.finder == finder).with_for_update())


def replace_open_codes(session: Session, numbers: Iterable[int], at: datetime) -> None:
    """Ends the codes of some numbers that nobody has used."""
    open_ones = (
        PortalCode.customer_number.in_(list(numbers)),
        PortalCode.used_at.is_(None),
        PortalCode.replaced_at.is_(None),
    )
    session.execute(sa.update(PortalCode).where(*open_ones).values(replaced_at=at))
