"""Events of properties' eligibility, and of the list of ineligible addresses."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class EligibilityData(EventData):
    """What was decided of a property in one program."""

    dwelling_id = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    customers = fields.List(fields.Integer(), required=True)


class IneligibleAddressData(EventData):
    """An entry of the list after the event. `place_key` is the form in which addresses compare
    (`homefire.us.places`), so that who keeps a copy can tell whether an address is on the list."""

    entry_id = fields.Integer(required=True)
    place_key = fields.String(required=True)
    address = fields.String(required=True)
    zip = fields.String(required=True)
    reason = fields.String(required=True)
    listed_from = fields.Date(required=True)
    listed_to = fields.Date(required=True, allow_none=True)


property_eligibility_decided = EventType(
    "property_eligibility_decided", EligibilityData, "A property was found eligible for a program, or not."
)
ineligible_address_added = EventType(
    "ineligible_address_added", IneligibleAddressData, "An address came on the list of ineligible addresses."
)
ineligible_address_ended = EventType(
    "ineligible_address_ended",
    IneligibleAddressData,
    "The last day of an address on the list of ineligible addresses was set or changed.",
)
