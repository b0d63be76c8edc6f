"""What the audit service publishes. A note's text never travels (R249)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType
from homefire.reference_editing import reference_changed


class NoteData(EventData):
    """A note was written by hand: which one, and under which code."""

    note_id = fields.String(required=True)
    action_code = fields.String(required=True)
    high_priority = fields.Boolean(required=True)


class AmendmentData(NoteData):
    """A note got a newer text: `amends` is the note that was there first."""

    amends = fields.String(required=True)


class NoteAcknowledgementData(NoteData):
    """Somebody acknowledged a high-priority note by a note of their own: `acknowledges` is the first (R211)."""

    acknowledges = fields.String(required=True)


class ExportData(EventData):
    """Rows of a customer's record were about to be given out as a file: which grid, as what, how many (R86)."""

    note_id = fields.String(required=True)
    grid = fields.String(required=True)
    format = fields.String(required=True)
    rows = fields.Integer(required=True)


note_added = EventType("note_added", NoteData, "Somebody wrote a note.")
note_amended = EventType("note_amended", AmendmentData, "Somebody amended a note; the original stays.")
note_acknowledged = EventType(
    "note_acknowledged", NoteAcknowledgementData, "Somebody acknowledged a high-priority note."
)
export_done = EventType("export_done", ExportData, "Somebody exported rows of a customer's record.")

PUBLISHED = (note_added, note_amended, note_acknowledged, export_done, reference_changed)
