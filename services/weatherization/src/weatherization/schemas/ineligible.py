"""The list of ineligible addresses, as operations take and return it."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.paging import PageQuery
from homefire.schemas import Labelled, Ruled, Schema, Text, ToldText
from weatherization.domain import dwelling
from weatherization.schemas.base import Entered, day


class PlaceAddress(Schema):
    """An address without its unit."""

    number = Text(most=20, load_default="")
    street = Ruled(
        dwelling.parse_street, required=True, metadata={"maxLength": 100}, validate=validate.Length(max=100)
    )
    street_type = Text(most=40, load_default="")
    zip = Ruled(dwelling.parse_zip, required=True)


class NewIneligibleAddress(Schema):
    """An address to be put on the list: why, and from which day."""

    address = fields.Nested(PlaceAddress, required=True)
    reason = Text(most=40, least=1, required=True)
    explanation = ToldText(most=200, load_default="")
    listed_from = day("The first day; today where it is left out.", data_key="from", attribute="from")


class EndedAddress(Schema):
    """The last day of an entry, included."""

    listed_to = day("The last day, included.", required=True, data_key="to", attribute="to")


class IneligibleQuery(PageQuery):
    """Which entries."""

    active = fields.Boolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "Only those that hold today, or only those that do not."},
    )
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))


class IneligibleAddress(Entered):
    """An entry of the list."""

    entry_id = fields.Integer(required=True)
    address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    place_key = fields.String(required=True)
    reason = fields.Nested(Labelled, required=True)
    explanation = fields.String(required=True)
    listed_from = fields.Date(required=True, data_key="from", attribute="from")
    listed_to = fields.Date(required=True, allow_none=True, data_key="to", attribute="to")


class MatchedPlace(Schema):
    """An address to be looked for. A unit, where one is given, makes no difference."""

    number = Text(most=20, load_default="")
    street = Text(most=100, load_default="")
    street_type = Text(most=40, load_default="")
    building_type = Text(most=40, load_default="")
    unit = Text(most=20, load_default="")
    zip = Text(most=10, load_default="")


class Match(Schema):
    """Whether an address is on the list today, and why."""

    ineligible = fields.Boolean(required=True)
    reason = fields.Nested(Labelled, required=True, allow_none=True)
    listed_from = fields.Date(required=True, allow_none=True, data_key="from", attribute="from")
