"""Events of messages that go out: of what kind, with which subject, how it ended. Never what was written (R249)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType
from homefire.schemas import ToldText
from messaging.domain.outgoing import LONGEST_SUBJECT


class OutgoingData(EventData):
    """A message to a customer. `reason` is empty unless it could not be delivered."""

    message_id = fields.Integer(required=True, metadata={"description": "Where the message is stored."})
    channel = fields.String(required=True, metadata={"description": "email or sms."})
    channel_label = fields.String(required=True)
    purpose = fields.String(required=True, metadata={"description": "MESSAGE, RECEIPT or NOTICE."})
    code = fields.String(required=True, metadata={"description": "Of the receipt, the notice or the preset."})
    subject = ToldText(most=LONGEST_SUBJECT, required=True)
    state = fields.String(required=True, metadata={"description": "SENT, STOPPED, BOUNCED or FAILED."})
    reason = fields.String(required=True)
    reason_label = fields.String(required=True)


email_sent = EventType("email_sent", OutgoingData, "An e-mail to a customer was handed to the mail server.")
email_failed = EventType("email_failed", OutgoingData, "An e-mail to a customer was not delivered.")
notification_sent = EventType(
    "notification_sent", OutgoingData, "A notice by e-mail, or any text message, was handed over."
)
notification_failed = EventType("notification_failed", OutgoingData, "A notice or a text was not delivered.")
