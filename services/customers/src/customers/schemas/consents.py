"""What the operations on consents take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain import consents
from homefire.schemas import Day, Labelled, Moment, Ruled, Schema, Text
from homefire.us import dates


class ConsentInput(Schema):
    """Which channel, how the customer said so, and when: today, unless another day is given."""

    channel = fields.String(required=True, validate=validate.OneOf(consents.CHANNELS))
    source = Text(most=40, least=1, required=True)
    date = Ruled(
        dates.parse_date,
        load_default=None,
        metadata={"description": "ISO 8601 or MM/DD/YYYY. Today if left out."},
    )


class Consent(Schema):
    """Where one channel stands: `state` is NONE, GIVEN or REVOKED, the rest says since when and how."""

    channel = fields.String(required=True)
    state = fields.String(required=True)
    date = Day(allow_none=True, required=True)
    source = fields.Nested(Labelled, allow_none=True, required=True)
    entered_by = fields.String(required=True)


class ConsentEntry(Schema):
    """One thing that a customer has said about a channel."""

    id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    channel = fields.Nested(Labelled, required=True)
    state = fields.String(required=True, metadata={"description": "GIVEN or REVOKED."})
    date = fields.Date(required=True)
    source = fields.Nested(Labelled, required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class ConsentHistory(Schema):
    """Everything that a customer has said about every channel, newest first."""

    items = fields.List(fields.Nested(ConsentEntry), required=True)


class ConsentRecorded(ConsentEntry):
    """The entry, and the version that the customer's record has now."""

    version = fields.Integer(required=True)


class Facts(Schema):
    """For each channel, whether it may be used: an opt-out or a missing consent makes it false (R46)."""

    sms = fields.Boolean(required=True)
    email = fields.Boolean(required=True)
    marketing = fields.Boolean(required=True)
