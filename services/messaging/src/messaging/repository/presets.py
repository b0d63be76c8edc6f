"""Queries of presets, and of what is known of a customer for a read."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, plumbing
from messaging.models import MessagePreset

_table = MessagePreset.__table__
_known = plumbing.projection
_ORDER = (_table.c.program, _table.c.label, _table.c.valid_from, _table.c.id)


def list_presets(connection: sa.Connection, on: date | None) -> list[dict[str, Any]]:
    """Every preset, or those that hold on a day: one statement."""
    query = sa.select(_table).order_by(*_ORDER)
    if on is not None:
        query = query.where(
            _table.c.valid_from <= on, sa.or_(_table.c.valid_to.is_(None), _table.c.valid_to >= on)
        )
    return [dict(row) for row in connection.execute(query).mappings()]


def find_for_change(session: Session, preset_id: int) -> MessagePreset | None:
    """The preset with its row locked."""
    return session.scalar(sa.select(MessagePreset).where(MessagePreset.id == preset_id).with_for_update())


def code_holds(connection: sa.Connection, code: str, on: date) -> bool:
    """Whether a preset of this code may be used on a day, in whatever program."""
    return any(row["code"] == code for row in list_presets(connection, on))


def known_of(connection: sa.Connection, number: int) -> dict[str, Any] | None:
    """What is known of the customer to whom a number leads: one statement."""
    key = sa.cast(belonging.survivor_of(number), sa.Text)
    query = sa.select(_known.c.data).where(_known.c.source == belonging.SOURCE, _known.c.key == key)
    found: dict[str, Any] | None = connection.execute(query).scalar()
    return found
