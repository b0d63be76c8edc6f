"""Events of contact entries. The text of notes is never in them (R249)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.events import EventData, EventType


class EntryCodes(Schema):
    """The codes behind the words."""

    class Meta:
        unknown = EXCLUDE

    contact_action = fields.String(required=True)
    call_code = fields.String(required=True)
    mailing_code = fields.String(required=True)


class ContactEntryData(EventData):
    """A contact entry: what kind of contact it was, in the words of the grid and as codes. No notes."""

    contact_entry_id = fields.Integer(required=True)
    contact_date = fields.String(required=True)
    contact_type = fields.String(required=True)
    contact_action = fields.String(required=True)
    call_code = fields.String(required=True)
    language = fields.String(required=True)
    mailing_code = fields.String(required=True)
    mailing_date = fields.String(allow_none=True, required=True)
    codes = fields.Nested(EntryCodes, required=True)


contact_entry_added = EventType(
    "contact_entry_added",
    ContactEntryData,
    "A contact with a customer was recorded, by a person or by itself.",
)
contact_entry_updated = EventType(
    "contact_entry_updated", ContactEntryData, "Fields of a contact entry were changed; `changes` names each."
)
