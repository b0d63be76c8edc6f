"""Queries about high-priority notes."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.models import Customer, PriorityNote
from customers.repository import record as records

ADDED, ACKNOWLEDGED = "added", "acknowledged"
_note: Any = PriorityNote.__table__


def remember(session: Session, note_id: uuid.UUID, number: int, fact: str) -> None:
    """Keeps that a note was `added` or `acknowledged`. Neither is ever taken back, so order means nothing.

    The note's own event alone says whose it is: after a merge it may be acknowledged under the survivor's number.
    """
    fresh = insert(_note).values(note_id=note_id, number=number, **{fact: True})
    said = {fact: True, **({"number": number} if fact == ADDED else {})}
    session.execute(fresh.on_conflict_do_update(index_elements=[_note.c.note_id], set_=said))


def number_of(session: Session, note_id: uuid.UUID) -> int:
    """Whose note it is, as far as is known."""
    return session.execute(sa.select(_note.c.number).where(_note.c.note_id == note_id)).scalar_one()


def mark(session: Session, number: int) -> None:
    """Marks a customer as having an open high-priority note, or not; one of a record merged into it counts (R252).

    The customer's row must be held.
    """
    own = _note.c.number.in_(records.leading_to(sa.literal(number)))
    is_open = sa.exists().where(own, _note.c.added, sa.not_(_note.c.acknowledged))
    session.execute(sa.update(Customer).where(Customer.number == number).values(high_priority=is_open))
