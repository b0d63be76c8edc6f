"""What is told of a customer's sign-up in the portal (R262)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class RegistrationData(EventData):
    """For which program somebody has signed up, and on what day: the registration date."""

    program = fields.String(required=True)
    registered_on = fields.String(required=True, metadata={"format": "date"})


program_registered = EventType(
    "program_registered", RegistrationData, "A customer has signed up for a program in the portal."
)
