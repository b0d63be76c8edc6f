"""What the operation on a customer's former addresses returns."""

from __future__ import annotations

from marshmallow import fields

from homefire.schemas import Moment, Schema


class AddressPeriod(Schema):
    """An address and its days. `valid_to` is the day on which the next one began, null for the present one."""

    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, required=True)
    number = fields.String(required=True)
    street = fields.String(required=True)
    street_type = fields.String(required=True)
    building_type = fields.String(required=True)
    unit = fields.String(required=True)
    zip = fields.String(required=True)
    city = fields.String(required=True)
    county = fields.String(required=True)
    state = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class AddressHistory(Schema):
    """Every mailing address of a customer, the present one first, and every residence address likewise.

    A blank residence address is a time in which the customer lived where the mail went.
    """

    items = fields.List(fields.Nested(AddressPeriod), required=True)
    residences = fields.List(fields.Nested(AddressPeriod))
