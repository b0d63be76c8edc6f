"""How a household is housed, as it is sent and answered (R266)."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain.housing import MOST_UNITS
from homefire.schemas import Day, Labelled, Moment, Ruled, Schema, Text
from homefire.us import names, phones


class HousingInput(Schema):
    """The whole of it; what is left out is blank. Of a dwelling only the id is sent: its address is frozen here."""

    dwelling_id = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(1, 10**12),
        metadata={"description": "One of the customer's dwellings in weatherization, or null."},
    )
    units = fields.Integer(
        strict=True, allow_none=True, load_default=None, validate=validate.Range(1, MOST_UNITS)
    )
    housing = Text(
        most=40, load_default="", metadata={"description": "A code of the list housing, or empty."}
    )
    landlord_name = Text(most=2 * names.LONGEST_NAME, load_default="")
    landlord_phone = Ruled(phones.parse_phone, load_default="")
    lived_12_months = fields.Boolean(allow_none=True, load_default=None)


class Housing(Schema):
    """How the household is housed, and the dwelling with its address as it was when it was chosen."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    intake_date = Day(required=True)
    dwelling_id = fields.Integer(required=True, allow_none=True)
    dwelling_address = fields.String(required=True)
    dwelling_city = fields.String(required=True)
    dwelling_zip = fields.String(required=True)
    dwelling_seen_at = Moment(required=True, allow_none=True)
    units = fields.Integer(required=True, allow_none=True)
    housing = fields.Nested(Labelled, required=True, allow_none=True)
    homeowner = fields.String(
        required=True,
        metadata={"description": "YES, NO, or empty where it is not known; follows from housing."},
    )
    landlord_name = fields.String(required=True)
    landlord_phone = fields.String(required=True)
    lived_12_months = fields.Boolean(required=True, allow_none=True)
    version = fields.Integer(required=True, metadata={"description": "The application's."})
