"""Queries of messages that go out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homefire import belonging, numbering
from messaging.domain import outgoing as rules
from messaging.models import OutgoingMessage

_table = OutgoingMessage.__table__
_LISTED = sa.select(*(column for column in _table.c if column.name not in ("body_sealed", "sent_to")))
_NUMBER = sa.bindparam("number", type_=sa.BigInteger)
_PAGE = (
    _LISTED.where(_table.c.customer_number == belonging.survivor_of(_NUMBER))
    .order_by(_table.c.entered_at.desc(), _table.c.id.desc())
    .limit(sa.bindparam("limit"))
)
_NEXT_PAGE = _PAGE.where(
    sa.tuple_(_table.c.entered_at, _table.c.id)
    < sa.tuple_(
        sa.bindparam("after", type_=sa.DateTime(timezone=True)), sa.bindparam("after_id", type_=sa.BigInteger)
    )
)


def next_id(session: Session) -> int:
    """An id that no message has had."""
    return numbering.next_number(session, "outgoing_message_id_seq")


def list_of_customer(
    connection: sa.Connection, number: int, *, after: tuple[datetime, int] | None, limit: int
) -> list[sa.RowMapping]:
    """A customer's messages without what is in them, newest first: one statement."""
    values: dict[str, Any] = {"number": number, "limit": limit}
    if after is None:
        return list(connection.execute(_PAGE, values).mappings())
    values |= {"after": after[0], "after_id": after[1]}
    return list(connection.execute(_NEXT_PAGE, values).mappings())


def find_whole(connection: sa.Connection, message_id: int) -> sa.RowMapping | None:
    """One message with what is sealed in it."""
    return connection.execute(sa.select(_table).where(_table.c.id == message_id)).mappings().first()


def is_given(
    session: Session, number: int, purpose: str, code: str, *, since: datetime, confirmed: bool
) -> bool:
    """Whether such a message to this customer waits already, or has gone out since then.

    For a `confirmed` one: whether one that waits is confirmed too.
    """
    query = sa.select(_table.c.id).where(
        _table.c.customer_number == number,
        _table.c.purpose == purpose,
        _table.c.code == code,
        sa.or_(
            sa.and_(_table.c.state.in_(rules.WAITING), _table.c.confirmed.in_((confirmed, True))),
            _table.c.sent_at > since,
        ),
    )
    return session.execute(query.limit(1)).first() is not None


def claim_due(session: Session, now: datetime, lease: timedelta) -> OutgoingMessage | None:
    """The message that is due first, now being sent; nobody else takes it before the lease ends.

    One whose sender was killed is due again when its lease has ended.
    """
    query = (
        sa.select(OutgoingMessage)
        .where(OutgoingMessage.state.in_(rules.WAITING), OutgoingMessage.due_at <= now)
        .order_by(OutgoingMessage.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = session.scalar(query)
    if message is not None:
        message.state, message.due_at = rules.SENDING, now + lease
        message.attempts += 1
    return message


def find_for_change(session: Session, message_id: int) -> OutgoingMessage:
    """The message with its row locked."""
    return session.scalars(
        sa.select(OutgoingMessage).where(OutgoingMessage.id == message_id).with_for_update()
    ).one()
