"""Messages that go out and their presets, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire import reference_rules
from homefire.schemas import Moment, Ruled, Schema, Text
from homefire.us.dates import parse_date
from messaging.domain import outgoing as rules

_DAY = {"description": "ISO 8601 or MM/DD/YYYY."}
_PROTECTED = {"protected": True}
CONFIRMABLE = ("name", "address", "phone", "dormant")
"""What the sender can say is meant: personal data of these kinds, and a customer who is dormant."""


def _parse_optional_day(text: str) -> object:
    return parse_date(text) if text else None


class NewEmail(Schema):
    """An e-mail to the customer's own address, which nobody can type (R214)."""

    subject = Text(most=rules.LONGEST_SUBJECT, least=1, required=True)
    body = Text(
        most=rules.LONGEST_BODY,
        least=1,
        lines=True,
        required=True,
        metadata={**_PROTECTED, "description": "Plain text. Never told to anybody but the customer."},
    )
    preset = Text(
        most=reference_rules.LONGEST_CODE, load_default="", metadata={"description": "What it began with."}
    )
    confirmed = fields.List(
        fields.String(validate=validate.OneOf(CONFIRMABLE)),
        load_default=list,
        validate=validate.Length(max=len(CONFIRMABLE)),
        metadata={"description": "What was asked about and is meant."},
    )


class OutgoingMessage(Schema):
    """A message that goes out, without what is in it."""

    id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    channel = fields.String(required=True, metadata={"description": "email or sms."})
    purpose = fields.String(required=True, metadata={"description": "MESSAGE, RECEIPT or NOTICE."})
    code = fields.String(required=True)
    subject = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"description": "QUEUED, SENDING, SENT, STOPPED, BOUNCED or FAILED."}
    )
    reason = fields.String(required=True)
    reason_label = fields.String(required=True)
    attempts = fields.Integer(required=True)
    sent_at = Moment(required=True, allow_none=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    version = fields.Integer(required=True)


class WholeOutgoingMessage(OutgoingMessage):
    """A message with what was written and where it went."""

    body = fields.String(required=True, metadata=_PROTECTED)
    sent_to = fields.String(required=True, metadata=_PROTECTED)


class Channel(Schema):
    """Whether a customer can be reached by one channel, and if not, why."""

    channel = fields.String(required=True)
    can_send = fields.Boolean(required=True)
    needs_confirmation = fields.Boolean(
        required=True, metadata={"description": "A dormant customer: say `dormant` in `confirmed` (R153)."}
    )
    reason = fields.String(required=True)
    detail = fields.String(required=True)


class Preset(Schema):
    """A subject and a body to begin with; the same for everybody."""

    id = fields.Integer(required=True)
    program = fields.String(required=True, metadata={"description": "Empty for all programs."})
    code = fields.String(required=True)
    label = fields.String(required=True)
    subject = fields.String(required=True)
    body = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True, allow_none=True)
    version = fields.Integer(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class Presets(Schema):
    """Presets by program and label."""

    items = fields.List(fields.Nested(Preset), required=True)


class EmailForm(Channel):
    """What a page for writing an e-mail shows besides what is typed (R217 to R219)."""

    number = fields.Integer(required=True)
    name = fields.String(required=True)
    label = fields.String(required=True, metadata={"description": "What the From field says."})
    presets = fields.List(fields.Nested(Preset), required=True)


class ContactProposal(Schema):
    """How to reach a customer: the preferred method, whether it can be used, and the best time to call (R260)."""

    number = fields.Integer(required=True)
    contact_type = fields.String(required=True)
    preferred_method = fields.String(required=True)
    proposed_method = fields.String(
        required=True, metadata={"description": "The preferred one, or mail where that cannot be used."}
    )
    best_time = fields.String(required=True, metadata={"description": "A code of customers' list."})
    language = fields.String(required=True)
    channels = fields.List(fields.Nested(Channel), required=True)


class PresetQuery(Schema):
    """Which presets."""

    all = fields.Boolean(
        load_default=False, metadata={"description": "Also those that do not hold today, for an editor."}
    )


class _PresetText(Schema):
    label = Text(most=reference_rules.LONGEST_LABEL, least=1)
    subject = Text(most=rules.LONGEST_SUBJECT, least=1)
    body = Text(most=rules.LONGEST_BODY, least=1, lines=True)


class NewPreset(_PresetText):
    """A preset. Without a first day it holds from today."""

    code = Ruled(
        reference_rules.parse_code, required=True, metadata={"maxLength": reference_rules.LONGEST_CODE}
    )
    program = Text(most=reference_rules.LONGEST_CODE, load_default="")
    label = Text(most=reference_rules.LONGEST_LABEL, least=1, required=True)
    subject = Text(most=rules.LONGEST_SUBJECT, least=1, required=True)
    body = Text(most=rules.LONGEST_BODY, least=1, lines=True, required=True)
    valid_from = Ruled(_parse_optional_day, allow_none=True, load_default=None, metadata=_DAY)
    valid_to = Ruled(_parse_optional_day, allow_none=True, load_default=None, metadata=_DAY)


class ChangedPreset(_PresetText):
    """Another text from a day on; without `effective` the preset is corrected for its whole time."""

    effective = Ruled(_parse_optional_day, allow_none=True, load_default=None, metadata=_DAY)


class DatedPreset(Schema):
    """The last day on which the preset may be used, or none."""

    valid_to = Ruled(_parse_optional_day, allow_none=True, required=True, metadata=_DAY)
