"""Queries of dwellings and of who is linked to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, reference
from weatherization.domain.link import CurrentLink
from weatherization.models import Dwelling, DwellingLink
from weatherization.repository.base import NUMBER, PLACE, SERVICE_ADDRESS

_dwelling = Dwelling.__table__
_link = DwellingLink.__table__

_DWELLING = sa.select(
    _dwelling,
    SERVICE_ADDRESS,
    reference.label_of("dwelling_kind", _dwelling.c.kind).label("kind_label"),
    reference.label_of("heating_fuel", _dwelling.c.heating_fuel).label("heating_fuel_label"),
).where(_dwelling.c.id == sa.bindparam("dwelling_id"))

_LINKS = (
    sa.select(_link, *PLACE)
    .join(_dwelling, _dwelling.c.id == _link.c.dwelling_id)
    .where(_link.c.customer_number == NUMBER)
    .order_by(_link.c.linked_from.desc(), _link.c.id.desc())
)


def find_dwelling(connection: sa.Connection, dwelling_id: int) -> sa.RowMapping | None:
    """One dwelling's row with the label of its kind."""
    return connection.execute(_DWELLING, {"dwelling_id": dwelling_id}).mappings().first()


def find_dwelling_for_change(session: Session, dwelling_id: int) -> Dwelling | None:
    """The dwelling with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Dwelling).where(Dwelling.id == dwelling_id).with_for_update())


def dwelling_exists(session: Session, dwelling_id: int) -> bool:
    """Whether a dwelling has this id."""
    return session.execute(sa.select(_dwelling.c.id).where(_dwelling.c.id == dwelling_id)).first() is not None


def find_link_for_change(session: Session, number: int, link_id: int) -> DwellingLink | None:
    """A customer's link with its row locked."""
    number = belonging.lead(session, number)
    query = sa.select(DwellingLink).where(DwellingLink.id == link_id, DwellingLink.customer_number == number)
    return session.scalar(query.with_for_update())


def links_of(connection: sa.Connection, number: int, link_id: int | None = None) -> Sequence[sa.RowMapping]:
    """A customer's links with the dwellings' addresses, newest first; one of them when `link_id` names it."""
    query = _LINKS if link_id is None else _LINKS.where(_link.c.id == link_id)
    return connection.execute(query, {"number": number}).mappings().all()


def current_links(session: Session, dwelling_id: int, today: date) -> list[CurrentLink]:
    """Who lives in a dwelling, or owns it, on a day."""
    query = sa.select(_link.c.customer_number, _link.c.role, _link.c.linked_from).where(
        _link.c.dwelling_id == dwelling_id,
        _link.c.linked_from <= today,
        sa.or_(_link.c.linked_to.is_(None), _link.c.linked_to >= today),
    )
    return [CurrentLink(*row) for row in session.execute(query)]
