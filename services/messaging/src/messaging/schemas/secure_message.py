"""Secure messages, as operations take and return them. Texts and keys of documents travel over HTTP alone (R224)."""

from __future__ import annotations

import re

import marshmallow
from marshmallow import EXCLUDE, fields, validate

from homefire.rules import RuleBroken
from homefire.schemas import Moment, Ruled, Schema, Text
from messaging.domain import secure_message as rules

_NUMBER = validate.Range(1, 10**12)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


def parse_key(text: str) -> str:
    """The key under which a document was uploaded for a message; empty for none."""
    if text and not _KEY.fullmatch(text):
        raise RuleBroken(
            "not_a_key", "Upload the document first, and send the key that it was uploaded with."
        )
    return text


class _Text(Schema):
    """What is sent: a text, a document that was uploaded for it, or both."""

    text = Text(
        most=rules.LONGEST,
        lines=True,
        load_default="",
        metadata={"protected": True, "description": "At most 500 characters (R231)."},
    )
    document_key = Ruled(
        parse_key,
        load_default="",
        metadata={"protected": True, "description": "The key of a document uploaded for this message."},
    )
    without_text = fields.Boolean(
        load_default=False, metadata={"description": "Confirms that a document goes without a text (R232)."}
    )
    dormant_confirmed = fields.Boolean(
        load_default=False, metadata={"description": "Confirms a message to a dormant customer (R153)."}
    )
    job_id = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=_NUMBER,
        metadata={"description": "The project that the thread is about (R238)."},
    )
    vendor_number = fields.Integer(load_default=None, allow_none=True, validate=_NUMBER)


class NewSecureMessage(_Text):
    """A message of the staff, to the customer or to a vendor who works for them."""

    to = fields.String(required=True, validate=validate.OneOf((rules.CUSTOMER, rules.VENDOR)))


class NewPortalMessage(_Text):
    """A message of a customer or vendor. A vendor names the customer whom it is about."""

    to = fields.String(required=True, validate=validate.OneOf(rules.WRITERS))
    customer_number = fields.Integer(load_default=None, allow_none=True, validate=_NUMBER)


class MessageParty(Schema):
    """Who wrote: which side, and a name."""

    kind = fields.String(required=True)
    name = fields.String(required=True)


class MessageVendor(Schema):
    """The vendor who takes part in a thread."""

    number = fields.Integer(required=True)
    name = fields.String(required=True)


class MessageDocument(Schema):
    """The document that went with a message."""

    document_id = fields.Integer(required=True)
    file_name = fields.String(required=True)
    document_type = fields.String(required=True)


class Reading(Schema):
    """Who has read a message, and when they first did."""

    kind = fields.String(required=True)
    name = fields.String(required=True)
    at = Moment(required=True)


class ListedMessage(Schema):
    """One message without its text. `unread` says that nobody of the asker's side has read it (R235)."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    thread_id = fields.Integer(required=True)
    thread_kind = fields.String(required=True, validate=validate.OneOf(rules.KINDS))
    customer_number = fields.Integer(required=True)
    vendor = fields.Nested(MessageVendor, required=True, allow_none=True)
    job_id = fields.Integer(required=True, allow_none=True)
    sender = fields.Nested(MessageParty, required=True)
    recipient = fields.String(required=True, metadata={"description": "staff, customer or vendor."})
    sent_at = Moment(required=True)
    unread = fields.Boolean(required=True)
    document = fields.Nested(MessageDocument, required=True, allow_none=True)
    staff_reads_along = fields.Boolean(
        required=True,
        metadata={"description": "Whether the staff can read what two others write here (R227)."},
    )
    readings = fields.List(fields.Nested(Reading), required=True)


class SecureMessagePage(Schema):
    """One page of messages, newest first, and how many of all are unread.

    The staff's count is of what the customer, or in a vendor's record the vendor, has written to the staff.
    """

    items = fields.List(fields.Nested(ListedMessage), required=True)
    unread = fields.Integer(required=True)
    next = fields.String(required=True, allow_none=True)


class OpenedMessage(ListedMessage):
    """One message with its text, which is read by being given."""

    text = fields.String(required=True, metadata={"protected": True})
    document_key = fields.String(required=True, allow_none=True, metadata={"protected": True})


class AddresseeVendor(MessageVendor):
    """A vendor who works for the customer, and the projects that are assigned to it."""

    jobs = fields.List(fields.Integer(), required=True)


class AddresseeCustomer(Schema):
    """A customer whom a vendor works for."""

    number = fields.Integer(required=True)
    name = fields.String(required=True)


class Addressees(Schema):
    """Whom the asker can write to (R226). `customers` is empty for anybody but a vendor."""

    vendors = fields.List(fields.Nested(AddresseeVendor), required=True)
    customers = fields.List(fields.Nested(AddresseeCustomer), required=True)


class _FromWeatherization(marshmallow.Schema):
    class Meta:
        unknown = EXCLUDE


class VendorTold(_FromWeatherization):
    """What this service reads of a vendor."""

    name = fields.String(required=True)
    active_from = fields.Date(required=True)
    active_to = fields.Date(required=True, allow_none=True)


class StatusTold(_FromWeatherization):
    """What this service reads of any job: whether it is a project, and how far its work is."""

    kind = fields.String(required=True)
    status = fields.String(required=True)


class AssignmentTold(_FromWeatherization):
    """What this service reads of an assessment or a project: which vendor does it, where, and how far it is.

    An assessment is of one dwelling; a project names all of its own.
    """

    vendor_number = fields.Integer(load_default=None, allow_none=True)
    vendor_name = fields.String(load_default=None, allow_none=True)
    job_id = fields.Integer(load_default=None, allow_none=True)
    dwelling_id = fields.Integer(required=True)
    dwelling_ids = fields.List(fields.Integer(), load_default=list)
    status = fields.String(required=True)


class ResidenceTold(_FromWeatherization):
    """What this service reads of a customer's link to a dwelling."""

    link_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    linked_from = fields.Date(required=True)
    linked_to = fields.Date(required=True, allow_none=True)
