"""Queries about high-priority notes."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.models import Customer, PriorityNote

_note: Any = PriorityNote.__table__


def remember(session: Session, note_id: uuid.UUID, number: int, fact: str) -> None:
    """Keeps that a note was `added` or `acknowledged`. Neither is ever taken back, so order means nothing."""
    fresh = insert(_note).values(note_id=note_id, number=number, **{fact: True})
    session.execute(fresh.on_conflict_do_update(index_elements=[_note.c.note_id], set_={fact: True}))


def mark(session: Session, number: int) -> None:
    """Marks a customer as having an open high-priority note, or not. The customer's row must be held."""
    is_open = sa.exists().where(_note.c.number == number, _note.c.added, sa.not_(_note.c.acknowledged))
    session.execute(sa.update(Customer).where(Customer.number == number).values(high_priority=is_open))
