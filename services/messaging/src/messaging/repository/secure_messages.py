"""Queries of secure messages. A text leaves its row by `find_message` alone; lists never read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.orm import Session

from homefire import belonging, numbering
from messaging.domain import secure_message as rules
from messaging.models import MessageReading, MessageThread, SecureMessage
from messaging.repository import assignments
from messaging.repository.assignments import Moment

_thread: Any = MessageThread.__table__
_message: Any = SecureMessage.__table__
_reading: Any = MessageReading.__table__
_THREADS, _MESSAGES = "message_thread_id_seq", "secure_message_id_seq"


@dataclass(frozen=True, slots=True)
class View:
    """Whose eyes look: which side of the conversations, and which threads that side may see (R226, R227).

    Of the unread ones, only what `sender` has sent is counted; None counts what anybody has.
    """

    side: str
    threads: sa.ColumnElement[bool]
    sender: str | None = None


def of_customer(number: int) -> View:
    """What the staff sees in a customer's record: everything, the customer's talk with vendors included."""
    return View(rules.STAFF, _thread.c.customer_number == belonging.survivor_of(number), rules.CUSTOMER)


def of_vendor(vendor: int) -> View:
    """What the staff sees in a vendor's record."""
    return View(rules.STAFF, _thread.c.vendor_number == vendor, rules.VENDOR)


def of_staff() -> View:
    """Any thread, for the staff."""
    return View(rules.STAFF, sa.true())


def to_customer(number: int) -> View:
    """What a customer sees: their own threads, and none between staff and a vendor."""
    own = _thread.c.customer_number == belonging.survivor_of(number)
    return View(rules.CUSTOMER, sa.and_(own, _thread.c.kind.in_(rules.kinds_of(rules.CUSTOMER))))


def to_vendor(vendor: int, at: Moment) -> View:
    """What a vendor sees: its threads about customers for whom it works, or did not long ago, and no others."""
    kinds = rules.kinds_of(rules.VENDOR)
    assigned = _thread.c.customer_number.in_(assignments.customers_of(vendor, at))
    return View(rules.VENDOR, sa.and_(_thread.c.vendor_number == vendor, _thread.c.kind.in_(kinds), assigned))


def _is_unread(side: str) -> sa.ColumnElement[bool]:
    """Whether nobody of this side has read a message that somebody else has sent to it (R235)."""
    read = sa.exists().where(_reading.c.message_id == _message.c.id, _reading.c.reader_kind == side)
    return sa.and_(_thread.c.kind.in_(rules.kinds_of(side)), _message.c.sender_kind != side, sa.not_(read))


_READINGS = (
    sa.select(
        sa.func.json_agg(
            aggregate_order_by(
                sa.func.json_build_object(
                    "kind", _reading.c.reader_kind, "name", _reading.c.reader_name, "at", _reading.c.read_at
                ),
                _reading.c.read_at,
            )
        )
    )
    .where(_reading.c.message_id == _message.c.id)
    .scalar_subquery()
)
_LISTED = (
    "id", "version", "thread_id", "sender_kind", "sender_name", "sent_at", "document_id", "document_name",
    "document_type",
)  # fmt: skip


def _listed(view: View, *more: Any) -> sa.Select[Any]:
    return (
        sa.select(
            *(_message.c[name] for name in _LISTED),
            _thread.c.kind,
            _thread.c.customer_number,
            _thread.c.vendor_number,
            _thread.c.job_id,
            assignments.name_column(_thread.c.vendor_number).label("vendor_name"),
            _is_unread(view.side).label("unread"),
            _READINGS.label("readings"),
            *more,
        )
        .join_from(_message, _thread, _thread.c.id == _message.c.thread_id)
        .where(view.threads)
    )


def list_messages(
    connection: sa.Connection, view: View, *, after: tuple[datetime, int] | None, limit: int
) -> list[sa.RowMapping]:
    """One page of messages without their texts, newest first: one statement."""
    query = _listed(view)
    if after is not None:
        query = query.where(sa.tuple_(_message.c.sent_at, _message.c.id) < sa.tuple_(*map(sa.literal, after)))
    query = query.order_by(_message.c.sent_at.desc(), _message.c.id.desc()).limit(limit)
    return list(connection.execute(query).mappings())


def count_unread(connection: sa.Connection, view: View) -> int:
    """How many messages that count nobody of this side has read."""
    query = sa.select(sa.func.count()).join_from(_message, _thread, _thread.c.id == _message.c.thread_id)
    query = query.where(view.threads, _is_unread(view.side))
    if view.sender is not None:
        query = query.where(_message.c.sender_kind == view.sender)
    return connection.execute(query).scalar_one()


def find_message(connection: sa.Connection, view: View, message_id: int) -> sa.RowMapping | None:
    """One message that these eyes may see, its sealed text included."""
    sealed = (_message.c.body_sealed, _message.c.document_key_sealed)
    return connection.execute(_listed(view, *sealed).where(_message.c.id == message_id)).mappings().first()


def hold_message(session: Session, message_id: int) -> bool:
    """Keeps other readers waiting, so that versions and the order of events agree; false if there is none."""
    held = sa.select(_message.c.id).where(_message.c.id == message_id).with_for_update()
    return session.execute(held).first() is not None


def add_reading(session: Session, reading: MessageReading) -> bool:
    """Keeps that somebody has read a message; false where that is known."""
    values = {column.name: getattr(reading, column.name) for column in _reading.c}
    added = insert(_reading).values(**values).on_conflict_do_nothing().returning(_reading.c.message_id)
    return session.execute(added).first() is not None


def next_version(session: Session, message_id: int) -> int:
    """Counts one more event of a message."""
    counted = sa.update(_message).where(_message.c.id == message_id).values(version=_message.c.version + 1)
    return int(session.execute(counted.returning(_message.c.version)).scalar_one())


def find_thread(
    session: Session, number: int, kind: str, vendor: int | None, job_id: int | None
) -> int | None:
    """The newest thread of these parties about this project, or none. Others who look for it wait their turn.

    One that came with a merged record is not gone on with: when the merge is undone, it goes back with all in it.
    """
    lock = sa.text("select pg_advisory_xact_lock(hashtextextended('message threads', :number))")
    session.execute(lock, {"number": number})
    query = sa.select(_thread.c.id).where(
        _thread.c.customer_number == number,
        _thread.c.home_number.is_(None),
        _thread.c.kind == kind,
        _thread.c.vendor_number.is_not_distinct_from(vendor),
        _thread.c.job_id.is_not_distinct_from(job_id),
    )
    return session.execute(query.order_by(_thread.c.id.desc()).limit(1)).scalar()


def lock_sender(session: Session, sender: str) -> None:
    """Lets one message of a log-in at a time be counted, until its transaction ends."""
    statement = sa.text("select pg_advisory_xact_lock(hashtextextended('messages of ' || :sender, 0))")
    session.execute(statement, {"sender": sender})


def nth_newest_of(session: Session, sender: str, n: int) -> datetime | None:
    """When the n-th newest message of a log-in was sent; None for fewer."""
    query = sa.select(_message.c.sent_at).where(_message.c.sender_id == sender)
    return session.execute(query.order_by(_message.c.sent_at.desc()).offset(n - 1).limit(1)).scalar()


def next_thread_id(session: Session) -> int:
    """An id that no thread has had."""
    return numbering.next_number(session, _THREADS)


def next_message_id(session: Session) -> int:
    """An id that no message has had."""
    return numbering.next_number(session, _MESSAGES)
