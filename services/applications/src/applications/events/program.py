"""Programs and their parts. Their subject is the program (`program/HEAP`): they concern no customer and become no note."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class ProgramData(EventData):
    """What happened to a program or to one of its years (`year`). `changes` names each field that changed."""

    program = fields.String(required=True)
    action = fields.String(
        required=True, metadata={"description": "program_added, program_changed, year_added or year_changed."}
    )
    year = fields.Integer()


class ProgramPartData(EventData):
    """An agency set a part of a program: from which day on, as which revision of the part."""

    program = fields.String(required=True)
    part = fields.String(required=True)
    valid_from = fields.Date(required=True)
    revision = fields.Integer(required=True)
    rows = fields.Integer(required=True, metadata={"description": "How many rows the part has from then on."})


program_changed = EventType(
    "program_changed", ProgramData, "A program or one of its years was added or changed."
)
program_part_changed = EventType(
    "program_part_changed", ProgramPartData, "A part of a program was set, to hold from a day on."
)
