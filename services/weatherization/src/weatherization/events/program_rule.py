"""What a program asks was set. Its subject is the program: it concerns no customer and becomes no note."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class ProgramRuleData(EventData):
    """A program asks something else from a day on."""

    program = fields.String(required=True)
    valid_from = fields.Date(required=True)


program_rule_set = EventType(
    "program_rule_set", ProgramRuleData, "What a program asks of properties and of its work was set."
)
