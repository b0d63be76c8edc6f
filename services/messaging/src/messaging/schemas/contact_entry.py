"""Contact entries, as operations take and return them."""

from __future__ import annotations

import marshmallow
from marshmallow import EXCLUDE, fields, validate

from homefire.schemas import HistoryFields, Moment, Ruled, Schema, Text, history_field
from homefire.us.dates import parse_date
from messaging.domain import contact_entry as rules

_DATE = {"description": "ISO 8601 or MM/DD/YYYY."}
_FROM_LIST = {"description": "A code of the list, or the text that the list shows for it."}
_LONGEST_VALUE = 120


class ContactEntryPatch(Schema):
    """The fields to change; what is left out stays as it is. Who entered it cannot be changed (R55)."""

    contact_date = Ruled(parse_date, metadata=_DATE)
    contact_type = fields.String(validate=validate.OneOf(rules.CONTACT_TYPES))
    contact_action = Text(most=_LONGEST_VALUE, least=1, metadata=_FROM_LIST)
    call_code = Text(most=_LONGEST_VALUE, least=1, metadata=_FROM_LIST)
    language = Text(most=40, least=1)
    notes = Text(most=rules.LONGEST_NOTES, lines=True)
    mailing_code = Text(
        most=_LONGEST_VALUE,
        metadata={"description": "A code of the list, alone or as it is shown; empty for none."},
    )
    mailing_date = Ruled(
        lambda text: parse_date(text) if text else None,
        allow_none=True,
        metadata={"description": "Blank until the letter goes out. ISO 8601 or MM/DD/YYYY."},
    )


class ContactEntryHistory(HistoryFields):
    """What an import may give besides who and when."""

    id = fields.Integer(validate=validate.Range(1, 10**12))


class NewContactEntry(ContactEntryPatch):
    """A contact with a customer. Its date is today's and its language the customer's unless given (R52)."""

    contact_type = fields.String(required=True, validate=validate.OneOf(rules.CONTACT_TYPES))
    contact_action = Text(most=_LONGEST_VALUE, least=1, required=True, metadata=_FROM_LIST)
    call_code = Text(most=_LONGEST_VALUE, least=1, required=True, metadata=_FROM_LIST)
    history = history_field(ContactEntryHistory)


class _Said(Schema):
    """The columns of the contacts grid (R48)."""

    contact_date = fields.Date(required=True)
    contact_type = fields.String(required=True)
    contact_action = fields.String(required=True)
    call_code = fields.String(required=True)
    language = fields.String(required=True)
    notes = fields.String(required=True)
    mailing_code = fields.String(
        required=True, metadata={"description": "`CODE - DESCRIPTION`, or empty (R53)."}
    )
    mailing_date = fields.Date(allow_none=True, required=True)
    version = fields.Integer(required=True)


class ContactRow(_Said):
    """One row of the contacts grid."""

    id = fields.Integer(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Codes(Schema):
    """The codes behind the words of an entry."""

    contact_action = fields.String(required=True)
    call_code = fields.String(required=True)
    mailing_code = fields.String(required=True)


class ContactEntry(ContactRow):
    """One contact entry in full."""

    customer_number = fields.Integer(required=True)
    codes = fields.Nested(Codes, required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class EarlierVersion(_Said):
    """An entry as it stood before an edit, and who had made it so (R60)."""

    codes = fields.Nested(Codes, required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class EarlierVersions(Schema):
    """Every earlier version of an entry, newest first."""

    items = fields.List(fields.Nested(EarlierVersion), required=True)


class ReceivedApplication(marshmallow.Schema):
    """What this service reads of `application_received`; the applications service may add to it."""

    class Meta:
        unknown = EXCLUDE

    intake_date = fields.Date(required=True)
    program = fields.String(load_default="")
    language = fields.String(load_default="")
