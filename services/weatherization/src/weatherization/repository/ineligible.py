"""Queries of the list of ineligible addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import reference
from weatherization.models import IneligibleAddress
from weatherization.repository.facts import listed_on

_listed: Any = IneligibleAddress.__table__
_ENTRY = sa.select(_listed, reference.label_of("ineligible_reason", _listed.c.reason).label("reason_label"))


def find_entry(connection: sa.Connection, entry_id: int) -> sa.RowMapping | None:
    """One entry with the label of its reason."""
    return connection.execute(_ENTRY.where(_listed.c.id == entry_id)).mappings().first()


def find_entry_for_change(session: Session, entry_id: int) -> IneligibleAddress | None:
    """The entry with its row locked, so that versions and the order of events agree."""
    query = sa.select(IneligibleAddress).where(IneligibleAddress.id == entry_id)
    return session.scalar(query.with_for_update())


def match(connection: sa.Connection, place_key: str, today: date) -> sa.RowMapping | None:
    """The entry that holds for a place on a day."""
    query = _ENTRY.where(_listed.c.place_key == place_key, *listed_on(today)).limit(1)
    return connection.execute(query).mappings().first()


def page_of_entries(
    connection: sa.Connection, *, active: bool | None, today: date, after: tuple[date, int] | None, limit: int
) -> Sequence[sa.RowMapping]:
    """Entries, the latest first."""
    query = _ENTRY.order_by(_listed.c.listed_from.desc(), _listed.c.id.desc()).limit(limit)
    if active is not None:
        holds = sa.and_(*listed_on(today))
        query = query.where(holds if active else sa.not_(holds))
    if after is not None:
        place = sa.tuple_(_listed.c.listed_from, _listed.c.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return connection.execute(query).mappings().all()
