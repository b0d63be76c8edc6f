"""What is compared with the records that exist, and what is answered about those that are alike."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.schemas.record import AddressInput, CustomerFound
from homefire.schemas import Ruled, Schema, Text
from homefire.us import dates, emails, names, phones, tax_ids


class SimilarTo(Schema):
    """What is known of somebody who is about to be entered; every part may be missing."""

    first_name = Text(most=names.LONGEST_NAME)
    last_name = Text(most=names.LONGEST_NAME)
    organization_name = Text(most=120)
    tax_id_type = fields.String(validate=validate.OneOf(tax_ids.CHOICES))
    ssn = Ruled(tax_ids.parse_tax_id, metadata={"protected": True, "description": "Nine digits."})
    date_of_birth = Ruled(
        dates.parse_date, allow_none=True, metadata={"description": "ISO 8601 or MM/DD/YYYY."}
    )
    mailing_address = fields.Nested(AddressInput)
    home_phone = Ruled(phones.parse_phone)
    message_phone = Ruled(phones.parse_phone)
    mobile_phone = Ruled(phones.parse_phone)
    other_phone = Ruled(phones.parse_phone)
    email = Ruled(emails.parse_email, metadata={"maxLength": emails.LONGEST_EMAIL})


class SimilarityReason(Schema):
    """One fact of the score: a stable code, a sentence, and the points that it adds or takes away."""

    code = fields.String(required=True)
    detail = fields.String(required=True)
    points = fields.Integer(required=True)


class SimilarCustomer(CustomerFound):
    """A customer who may be the same person."""

    score = fields.Integer(required=True, metadata={"description": "From 0 to 100; 100 is the same person."})
    likely = fields.Boolean(
        required=True,
        metadata={"description": "Whether entering another record needs a deliberate confirmation."},
    )
    reasons = fields.List(fields.Nested(SimilarityReason), required=True)


class SimilarCustomers(Schema):
    """At most ten customers, the most alike first."""

    items = fields.List(fields.Nested(SimilarCustomer), required=True)
