"""What messaging tells of secure messages: how many of a customer's nobody of the staff has read (R131, R132, R235).

Those count that a customer has written to the staff. What vendors write is counted in the vendor's own record, and
what customer and vendor write to each other is not for the staff to answer.
"""

from __future__ import annotations

import marshmallow
from marshmallow import fields

from customers.repository import record as records
from customers.repository import unread as repository
from customers.usecases import locking
from homefire import schemas
from homefire.events import Event
from homefire.work import Work

SENT, READ = "secure_message_sent", "secure_message_read"
STAFF, CUSTOMER, TO_STAFF = "staff", "customer", "CUSTOMER_STAFF"


class HeardOf(marshmallow.Schema):
    """What is read of an event: which message, from whom, in which kind of thread, and who has opened it."""

    class Meta:
        unknown = marshmallow.EXCLUDE

    message_id = fields.Integer(required=True)
    sender_kind = fields.String(required=True)
    thread_kind = fields.String(required=True)
    reader_kind = fields.String(load_default="")


_heard = HeardOf()


def follow_messages(work: Work, event: Event) -> None:
    """Keeps the two facts of a message by its id; they may come in either order and more than once.

    Only what a customer has written to the staff counts, and a reading of nobody but the staff ends it.
    """
    told = schemas.load(_heard, event.data)
    if (told["sender_kind"], told["thread_kind"]) != (CUSTOMER, TO_STAFF):
        return
    if event.type == READ and told["reader_kind"] != STAFF:
        return
    home = int(event.subject)
    number = locking.hold_end(work, home)
    if event.type == SENT:
        repository.remember_sent(work.session, told["message_id"], home, number)
    else:
        repository.remember_read(work.session, told["message_id"], number)


def follow_merge(work: Work, number: int) -> None:
    """Counts the messages of a record that was merged, or is one of its own again, where its number leads now."""
    homes, target = records.led_by(work.session, number), records.lead(work.session, number)
    repository.settle(work.session, homes, target)
