"""Queries about what customers have agreed to be sent."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from customers.models import ConsentEntry
from homefire import reference

_table: Any = ConsentEntry.__table__
_ENTRY = sa.select(
    _table,
    reference.label_of("consent_channel", _table.c.channel).label("channel_label"),
    reference.label_of("consent_source", _table.c.source).label("source_label"),
)


def newest_of(number: sa.ColumnElement[int]) -> sa.ScalarSelect[Any]:
    """A subquery for the newest entry of each channel of a customer, as a JSON object by channel."""
    newest = (
        sa.select(
            _table.c.channel,
            _table.c.state,
            _table.c.dated,
            _table.c.source,
            reference.label_of("consent_source", _table.c.source).label("source_label"),
            _table.c.entered_by,
        )
        .ext(distinct_on(_table.c.channel))
        .where(_table.c.customer_number == number)
        .order_by(_table.c.channel, _table.c.id.desc())
        .correlate_except(_table)
        .subquery("newest")
    )
    found = sa.func.json_object_agg(newest.c.channel, sa.func.row_to_json(sa.literal_column("newest")))
    return sa.select(found).select_from(newest).scalar_subquery()


def find_newest(session: Session, number: int, channel: str) -> ConsentEntry | None:
    """The newest entry of a channel."""
    query = (
        sa.select(ConsentEntry)
        .where(ConsentEntry.customer_number == number, ConsentEntry.channel == channel)
        .order_by(ConsentEntry.id.desc())
        .limit(1)
    )
    return session.scalar(query)


def find_entry(connection: sa.Connection, entry_id: int) -> sa.RowMapping:
    """One entry with its labels."""
    return connection.execute(_ENTRY.where(_table.c.id == entry_id)).mappings().one()


def list_entries(connection: sa.Connection, number: int) -> list[sa.RowMapping]:
    """Every entry of a customer, newest first."""
    query = _ENTRY.where(_table.c.customer_number == number).order_by(_table.c.id.desc())
    return list(connection.execute(query).mappings())
