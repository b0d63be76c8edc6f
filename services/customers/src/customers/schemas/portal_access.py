"""What the operations on log-ins of the portal take and return (R262)."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain.portal_access import LONGEST_TYPED, State, Way
from homefire.schemas import Moment, Schema, Text, ToldText


class NewPortalLink(Schema):
    """The log-in that is to act for the customer: its account's id, and whose it is."""

    account_id = fields.UUID(required=True)
    account_name = ToldText(most=120, least=1, required=True)


class PortalLink(Schema):
    """A log-in that acts for a customer, or did until `ended_at`."""

    id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True, metadata={"description": "The number that was linked."})
    account_id = fields.String(required=True)
    account_name = fields.String(required=True)
    way = fields.String(required=True, validate=validate.OneOf(list(Way)))
    linked_by = fields.String(required=True)
    linked_at = Moment(required=True)
    ended_by = fields.String(required=True)
    ended_at = Moment(required=True, allow_none=True)


class PortalCode(Schema):
    """A code that was mailed, without the code."""

    id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    ordered_by = fields.String(required=True)
    ordered_at = Moment(required=True)
    expires_at = Moment(required=True)
    state = fields.String(required=True, validate=validate.OneOf(list(State)))


class PortalAccess(Schema):
    """Who acts for a customer in the portal, and which codes were mailed; those of merged records as well."""

    number = fields.Integer(required=True)
    links = fields.List(fields.Nested(PortalLink), required=True)
    codes = fields.List(fields.Nested(PortalCode), required=True)


class OrderedCode(PortalCode):
    """A code as it is put into the letter: it is told this once, and kept as a hash alone."""

    code = fields.String(required=True, metadata={"protected": True})


class TypedCode(Schema):
    """What a customer has read from the letter."""

    code = Text(most=LONGEST_TYPED, least=1, required=True, metadata={"protected": True})


class OwnLink(Schema):
    """For whom the log-in that asks acts: its link, the number that was linked and the one that it leads to by now."""

    state = fields.String(required=True, validate=validate.OneOf(["NONE", "LINKED", "DELETED"]))
    link_id = fields.Integer(required=True, allow_none=True)
    customer_number = fields.Integer(required=True, allow_none=True)
    leads_to = fields.Integer(required=True, allow_none=True)
