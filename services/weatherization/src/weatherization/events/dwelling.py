"""Events of dwellings and of who is linked to them."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.events import EventData, EventType


class DwellingAddress(Schema):
    """Where a dwelling stands."""

    class Meta:
        unknown = EXCLUDE

    number = fields.String(required=True)
    street = fields.String(required=True)
    street_type = fields.String(required=True)
    building_type = fields.String(required=True)
    unit = fields.String(required=True)
    zip = fields.String(required=True)
    city = fields.String(required=True)
    county = fields.String(required=True)
    state = fields.String(required=True)


class DwellingData(EventData):
    """A dwelling as it is after the event."""

    dwelling_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    address = fields.Nested(DwellingAddress, required=True)
    service_address = fields.String(required=True)
    building_id = fields.Integer(allow_none=True)
    year_built = fields.Integer(allow_none=True)
    heating_fuel = fields.String()
    units_total = fields.Integer(allow_none=True)
    units_applied_for = fields.Integer(allow_none=True)
    customers = fields.List(fields.Integer(), required=True)


class LinkData(EventData):
    """A customer's link to a dwelling as it is after the event; without a last day it lasts until now."""

    link_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    role = fields.String(required=True)
    linked_from = fields.Date(required=True)
    linked_to = fields.Date(required=True, allow_none=True)


dwelling_created = EventType("dwelling_created", DwellingData, "A dwelling was entered.")
dwelling_updated = EventType("dwelling_updated", DwellingData, "A dwelling's address or kind was changed.")
dwelling_linked = EventType("dwelling_linked", LinkData, "A customer was linked to a dwelling.")
dwelling_link_ended = EventType(
    "dwelling_link_ended", LinkData, "The last day of a customer's link to a dwelling was set or changed."
)
