"""Dwellings, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import HistoryFields, Labelled, Ruled, Schema, Text, history_field
from homefire.us import addresses
from weatherization.domain import dwelling, property
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


def _count(description: str) -> fields.Integer:
    return fields.Integer(
        allow_none=True,
        strict=True,
        validate=validate.Range(1, property.MOST_UNITS),
        metadata={"description": description},
    )


class _Facts(Schema):
    """What is known of a property besides its kind and address; null clears it."""

    building_id = fields.Integer(
        allow_none=True,
        strict=True,
        validate=validate.Range(1, 10**12),
        metadata={"description": "The multi-family building that it is a unit of."},
    )
    year_built = fields.Integer(
        allow_none=True, strict=True, validate=validate.Range(property.FIRST_YEAR, 9999)
    )
    heating_fuel = Text(most=40)
    units_total = _count("Units of a multi-family building.")
    units_applied_for = _count("For how many of them somebody has applied.")


class DwellingPatch(_Facts):
    """The fields to change; what is left out stays as it is."""

    kind = Text(most=40, least=1)
    address = fields.Nested(AddressPatch)


class DwellingHistory(HistoryFields):
    """What an import may give besides who and when."""

    dwelling_id = new_id()


class NewDwelling(_Facts):
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
    building_id = fields.Integer(required=True, allow_none=True)
    year_built = fields.Integer(required=True, allow_none=True)
    heating_fuel = fields.Nested(Labelled, required=True, allow_none=True)
    units_total = fields.Integer(required=True, allow_none=True)
    units_applied_for = fields.Integer(required=True, allow_none=True)
