"""What the operation on e-mail that came back takes and returns."""

from __future__ import annotations

from marshmallow import fields

from homefire.schemas import Ruled, Schema
from homefire.us import emails


class Bounce(Schema):
    """The address to which something could not be delivered."""

    email = Ruled(emails.parse_email, required=True, metadata={"maxLength": emails.LONGEST_EMAIL})


class BounceMarked(Schema):
    """Whether the customer's address is flagged now, and the version of the record."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    email_bounced = fields.Boolean(required=True)
