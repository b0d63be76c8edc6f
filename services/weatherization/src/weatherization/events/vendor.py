"""Events of vendors. Their subject is `vendor:<number>`, under which the notes log keeps a chain of its own."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class VendorData(EventData):
    """A vendor as it is after the event. `active` holds for the day of the event, the dates for every day."""

    vendor_number = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    active = fields.Boolean(required=True)
    active_from = fields.Date(required=True)
    active_to = fields.Date(required=True, allow_none=True)


vendor_created = EventType("vendor_created", VendorData, "A vendor was entered.")
vendor_updated = EventType("vendor_updated", VendorData, "Fields of a vendor were changed.")
