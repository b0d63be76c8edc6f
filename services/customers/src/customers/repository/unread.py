"""Queries about secure messages that nobody of the staff has read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from customers.models import HeardMessage

_message: Any = HeardMessage.__table__
_UNREAD = sa.and_(_message.c.sent, sa.not_(_message.c.read))


def remember_sent(session: Session, message_id: int, home: int, number: int) -> None:
    """Keeps that a message was sent, about whom. Its own event alone says its home."""
    values = {"customer_number": number, "home_number": home, "sent": True}
    fresh = insert(_message).values(message_id=message_id, **values)
    session.execute(fresh.on_conflict_do_update(index_elements=[_message.c.message_id], set_=values))


def remember_read(session: Session, message_id: int, number: int) -> None:
    """Keeps that the staff has read a message. It is never taken back, so order means nothing."""
    fresh = insert(_message).values(
        message_id=message_id, customer_number=number, home_number=number, read=True
    )
    session.execute(fresh.on_conflict_do_update(index_elements=[_message.c.message_id], set_={"read": True}))


def settle(session: Session, homes: Sequence[int], target: int) -> None:
    """Puts the messages whose homes are these under the customer to whom those lead (R252)."""
    where = (_message.c.home_number.in_(homes), _message.c.customer_number != target)
    session.execute(sa.update(_message).where(*where).values(customer_number=target))


def count_of(number: Any) -> sa.ScalarSelect[int]:
    """How many messages of a row's customer nobody has read, for the row of a query."""
    return sa.select(sa.func.count()).where(_message.c.customer_number == number, _UNREAD).scalar_subquery()


def has_some(number: Any) -> sa.ColumnElement[bool]:
    """Whether a row's customer has a message that nobody has read. All who have come from one range of an index."""
    return number.in_(sa.select(_message.c.customer_number).where(_UNREAD))
