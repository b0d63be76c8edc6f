"""Dwellings, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import HistoryFields, Labelled, Ruled, Schema, Text, history_field
from homefire.us import addresses
from weatherization.domain import dwelling
from weatherization.schemas.base import Entered, new_id


class AddressPatch(Schema):
    """Parts of a dwelling's address. City, county and state fill in from the ZIP code; what is typed wins."""

    number = Text(most=20)
    street = Ruled(dwelling.parse_street, metadata={"maxLength": 100}, validate=validate.Length(max=100))
    street_type = Text(most=40)
    building_type = Text(most=40)
    unit = Text(most=20)
    zip = Ruled(dwelling.parse_zip)
    city = Text(most=60)
    county = Text(most=60)
    state = Ruled(addresses.parse_state)


class NewAddress(AddressPatch):
    """A dwelling's address: at least a street and a ZIP code."""

    street = Ruled(
        dwelling.parse_street, required=True, metadata={"maxLength": 100}, validate=validate.Length(max=100)
    )
    zip = Ruled(dwelling.parse_zip, required=True)


class DwellingPatch(Schema):
    """The fields to change; what is left out stays as it is."""

    kind = Text(most=40, least=1)
    address = fields.Nested(AddressPatch)


class DwellingHistory(HistoryFields):
    """What an import may give besides who and when."""

    dwelling_id = new_id()


class NewDwelling(Schema):
    """A new dwelling."""

    kind = Text(most=40, least=1, load_default="UNKNOWN")
    address = fields.Nested(NewAddress, required=True)
    history = history_field(DwellingHistory)


class Address(Schema):
    """A dwelling's address as it is stored."""

    number = fields.String()
    street = fields.String()
    street_type = fields.String()
    building_type = fields.String()
    unit = fields.String()
    zip = fields.String()
    city = fields.String()
    county = fields.String()
    state = fields.String()


class Dwelling(Entered):
    """A dwelling. It says nothing of the people who live there."""

    dwelling_id = fields.Integer(required=True)
    kind = fields.Nested(Labelled, required=True)
    address = fields.Nested(Address, required=True)
    service_address = fields.String(required=True)
