"""What the notes log tells of high-priority notes: a customer with an open one heads the alert queue (R156, R211)."""

from __future__ import annotations

import marshmallow
from marshmallow import fields

from customers.repository import priority as repository
from customers.usecases import locking
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
    the mark is made of them where the number leads, under that customer's lock, so that two handlers never pass
    each other, nor a merge.
    """
    if event.type == ADDED:
        note = schemas.load(_added, event.data)
        if not note["high_priority"]:
            return
        note_id, fact = note["note_id"], repository.ADDED
    else:
        note_id, fact = (
            schemas.load(_acknowledged, event.data)["acknowledges"],
            repository.ACKNOWLEDGED,
        )
    number = int(event.subject)
    end = locking.hold_end(work, number)
    repository.remember(work.session, note_id, number, fact)
    of = locking.hold_end(work, repository.number_of(work.session, note_id))
    for concerned in {end, of}:
        repository.mark(work.session, concerned)


def follow_merge(work: Work, number: int, survivor: int) -> None:
    """Marks both records anew after a merge or its end (R252). Both rows are held."""
    for concerned in (number, survivor):
        repository.mark(work.session, concerned)
