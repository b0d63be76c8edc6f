"""What every event of an application says."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData


class ApplicationData(EventData):
    """Something happened to an application. `changes` names each field that changed."""

    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    program_year = fields.Integer(required=True)
