"""Events of secure messages: that one was sent or read, between whom and when. Never a word of its text (R224)."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.events import EventData, EventType


class SentDocument(Schema):
    """The document that went with a message, which documents keeps apart until it hears of the message."""

    class Meta:
        unknown = EXCLUDE

    document_id = fields.Integer(required=True)


class SecureMessageData(EventData):
    """A message as all its events tell it. Kinds are staff, customer or vendor; `sender` and `recipient` are words.

    `project` is the job of a thread that is about a project, and absent where there is none (R238).
    """

    message_id = fields.Integer(required=True)
    thread_id = fields.Integer(required=True)
    thread_kind = fields.String(required=True)
    vendor_number = fields.Integer(required=True, allow_none=True)
    sender_kind = fields.String(required=True)
    recipient_kind = fields.String(required=True)
    sender = fields.String(required=True)
    recipient = fields.String(required=True)
    project = fields.Integer()


class SecureMessageSentData(SecureMessageData):
    """A message that was sent, and the document that went with it; `document_type` is absent without one."""

    document = fields.Nested(SentDocument, required=True, allow_none=True)
    document_type = fields.String()


class SecureMessageReadData(SecureMessageData):
    """The first time that somebody opened a message. An observer is of the staff and may read alone."""

    reader_kind = fields.String(required=True)
    reader = fields.String(required=True)


secure_message_sent = EventType(
    "secure_message_sent", SecureMessageSentData, "A secure message was sent, without its text."
)
secure_message_read = EventType(
    "secure_message_read", SecureMessageReadData, "Somebody opened a secure message for the first time."
)
