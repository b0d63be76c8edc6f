"""Vendors, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.paging import PageQuery
from homefire.schemas import HistoryFields, Labelled, Ruled, Schema, Text, ToldText, Warning, history_field
from homefire.us import addresses, emails, phones
from weatherization.schemas.base import Entered, day, new_id
from weatherization.schemas.dwelling import Address

LONGEST_NAME = 120


class MailingAddressPatch(Schema):
    """Parts of a vendor's mailing address. City, county and state fill in from the ZIP code; what is typed wins."""

    number = Text(most=20)
    street = Text(most=100)
    street_type = Text(most=40)
    building_type = Text(most=40)
    unit = Text(most=20)
    zip = Ruled(addresses.parse_zip)
    city = Text(most=60)
    county = Text(most=60)
    state = Ruled(addresses.parse_state)


class _Contact(Schema):
    contact_name = ToldText(most=LONGEST_NAME)
    phone = Ruled(phones.parse_phone)
    phone_extension = Ruled(phones.parse_extension)
    mobile_phone = Ruled(phones.parse_phone)
    fax = Ruled(phones.parse_phone)
    email = Ruled(emails.parse_email, metadata={"maxLength": emails.LONGEST_EMAIL})
    address = fields.Nested(MailingAddressPatch)
    active_to = day("The last day, included; null: until further notice.", allow_none=True)


class VendorPatch(_Contact):
    """The fields to change; what is left out stays as it is."""

    kind = Text(most=40, least=1)
    name = ToldText(most=LONGEST_NAME, least=1)
    active_from = day()


class VendorHistory(HistoryFields):
    """What an import may give besides who and when."""

    vendor_number = new_id()


class NewVendor(_Contact):
    """A new vendor. It is active from today on unless the first day is given."""

    kind = Text(most=40, least=1, required=True)
    name = ToldText(most=LONGEST_NAME, least=1, required=True)
    active_from = day("The first day; today where it is left out.")
    history = history_field(VendorHistory)


class VendorQuery(PageQuery):
    """Which vendors: a number, a phone or its last four digits or more, or words; misspelled ones are found too."""

    text = Text(most=120, load_default="")
    kind = Text(most=40, load_default="")
    active = fields.Boolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "Only those that are active today, or only those that are not."},
    )
    limit = fields.Integer(load_default=25, validate=validate.Range(1, 200))


class VendorRow(Schema):
    """One row of the lookup."""

    vendor_number = fields.Integer(required=True)
    kind = fields.Nested(Labelled, required=True)
    name = fields.String(required=True)
    contact_name = fields.String(required=True)
    phone = fields.String(required=True)
    email = fields.String(required=True)
    city = fields.String(required=True)
    active = fields.Boolean(required=True)


class Vendor(Entered):
    """A vendor. Phones are bare digits; it has no tax identifier."""

    vendor_number = fields.Integer(required=True)
    kind = fields.Nested(Labelled, required=True)
    name = fields.String(required=True)
    contact_name = fields.String(required=True)
    phone = fields.String(required=True)
    phone_extension = fields.String(required=True)
    mobile_phone = fields.String(required=True)
    fax = fields.String(required=True)
    email = fields.String(required=True)
    address = fields.Nested(Address, required=True)
    mailing_address = fields.String(required=True, metadata={"description": "Its first lines as one."})
    active = fields.Boolean(required=True, metadata={"description": "Whether it is active today."})
    active_from = fields.Date(required=True)
    active_to = fields.Date(required=True, allow_none=True)
    warnings = fields.List(fields.Nested(Warning), required=True)
