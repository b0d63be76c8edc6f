"""Storing messages that go out, opening what is sealed in them, and telling how they ended."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from homefire.crypto import Place
from homefire.events import EventType, new_id
from homefire.us import tax_ids
from homefire.work import Work
from messaging import events
from messaging.domain import outgoing as rules
from messaging.models import OutgoingMessage
from messaging.repository import outgoing as repository
from messaging.sending_settings import sending_settings

CHANNEL_LABELS = {rules.EMAIL: "Email", rules.SMS: "Text message"}
_TABLE = "outgoing_message"


def queue(
    work: Work,
    number: int,
    channel: str,
    purpose: str,
    subject: str,
    body: str,
    *,
    code: str = "",
    confirmed: bool = False,
) -> OutgoingMessage:
    """Stores a message that is sent once this transaction has committed. `confirmed`: in spite of dormancy (R153)."""
    message_id, stamp = repository.next_id(work.session), work.stamp()
    message = OutgoingMessage(
        id=message_id,
        version=1,
        customer_number=number,
        channel=channel,
        purpose=purpose,
        code=code,
        subject=subject,
        body_sealed=work.edge.cipher.encrypt(body.encode(), _place("body_sealed", message_id)),
        confirmed=confirmed,
        # The same in every attempt, so that whoever gets it twice knows it for one (RFC 5322, section 3.6.4).
        message_id=f"<{new_id()}@{sending_settings().domain}>",
        state=rules.QUEUED,
        due_at=stamp.entered_at,
        actor=work.caller.actor,
        correlation_id=work.correlation_id,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_at=stamp.entered_at,
    )
    work.session.add(message)
    work.session.flush()
    return message


def body_of(work: Work, row: OutgoingMessage | sa.RowMapping) -> str:
    """What was written."""
    return work.edge.cipher.decrypt(bytes(row.body_sealed), _place("body_sealed", row.id)).decode()


def sent_to(work: Work, row: OutgoingMessage | sa.RowMapping) -> str:
    """The address or number that it went to; empty where it has not gone out."""
    sealed = row.sent_to
    return work.edge.cipher.decrypt(bytes(sealed), _place("sent_to", row.id)).decode() if sealed else ""


def seal_address(work: Work, message: OutgoingMessage, address: str) -> None:
    """Keeps where the message went."""
    message.sent_to = work.edge.cipher.encrypt(address.encode(), _place("sent_to", message.id))


def tell(work: Work, message: OutgoingMessage) -> None:
    """Tells that a message is on its way or will not arrive; never what is in it."""
    work.emit(
        _event_of(message),
        subject=message.customer_number,
        aggregate=f"{_TABLE}/{message.id}",
        sequence=message.version,
        data=told(message),
        by_itself=message.purpose != rules.MESSAGE,
    )


def _event_of(message: OutgoingMessage) -> EventType:
    sent = message.state == rules.SENT
    if message.channel == rules.EMAIL and message.purpose != rules.NOTICE:
        return events.email_sent if sent else events.email_failed
    return events.notification_sent if sent else events.notification_failed


def told(message: OutgoingMessage) -> dict[str, Any]:
    """What an event says of a message: how it ended and its subject, never what was written."""
    names = ("channel", "purpose", "code", "state", "reason")
    return {name: getattr(message, name) for name in names} | {
        # Notes keep it for ever: a number that nobody has found is hidden there at the latest (R249).
        "subject": tax_ids.mask_in_text(message.subject)[: rules.LONGEST_SUBJECT],
        "message_id": message.id,
        "channel_label": CHANNEL_LABELS[message.channel],
        "reason_label": rules.reason_label(message.reason),
    }


def _place(column: str, message_id: int) -> Place:
    return Place(_TABLE, column, str(message_id))
