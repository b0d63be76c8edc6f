"""What the customers service publishes about log-ins of the portal (R262)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class EndedData(EventData):
    """A log-in and whose it is."""

    account_id = fields.String(required=True)
    account_name = fields.String(required=True)


class LinkedData(EndedData):
    """A log-in, whose it is, and how it came to be linked."""

    way = fields.String(required=True)


class LockedData(EventData):
    """A code, without what proves it."""

    code_id = fields.Integer(required=True)


class OrderedData(LockedData):
    """A code that goes out by mail, and the last day on which it can be good."""

    expires_on = fields.String(required=True, metadata={"format": "date"})


portal_access_linked = EventType(
    "portal_access_linked", LinkedData, "A log-in of the portal acts for this customer from now on."
)
portal_access_ended = EventType(
    "portal_access_ended", EndedData, "A log-in of the portal acts for this customer no more."
)
portal_code_ordered = EventType(
    "portal_code_ordered", OrderedData, "A code that links a log-in is to go out by mail."
)
portal_code_locked = EventType(
    "portal_code_locked",
    LockedData,
    "A mailed code was tried five times with wrong letters and is worth nothing.",
)
PUBLISHED = (portal_access_linked, portal_access_ended, portal_code_ordered, portal_code_locked)
