"""What the notes log tells of high-priority notes: a customer with an open one heads the alert queue (R156, R211)."""

from __future__ import annotations

import marshmallow
from marshmallow import fields

from customers import errors
from customers.repository import locks
from customers.repository import priority as repository
from homefire import schemas
from homefire.events import Event
from homefire.work import Work

ADDED, ACKNOWLEDGED = "note_added", "note_acknowledged"


class AddedNote(marshmallow.Schema):
    """What is read of a note that was added."""

    class Meta:
        unknown = marshmallow.EXCLUDE

    note_id = fields.UUID(required=True)
    high_priority = fields.Boolean(required=True)


class AcknowledgedNote(marshmallow.Schema):
    """What is read of an acknowledgement: the note that it is about."""

    class Meta:
        unknown = marshmallow.EXCLUDE

    acknowledges = fields.UUID(required=True)


_added, _acknowledged = AddedNote(), AcknowledgedNote()


def follow_priority_notes(work: Work, event: Event) -> None:
    """Keeps whether the customer has a high-priority note that nobody has acknowledged.

    The two events of a note may come in either order and more than once: both facts are kept by the note's id, and
    the customer's mark is made of them under the customer's lock, so that two handlers never pass each other.
    """
    if event.type == ADDED:
        note = schemas.load(_added, event.data)
        if not note["high_priority"]:
            return
        note_id, fact = note["note_id"], "added"
    else:
        note_id, fact = schemas.load(_acknowledged, event.data)["acknowledges"], "acknowledged"
    number = int(event.subject)
    if not locks.hold_customer(work.session, number):
        raise errors.CustomerNotFound()
    repository.remember(work.session, note_id, number, fact)
    repository.mark(work.session, number)
