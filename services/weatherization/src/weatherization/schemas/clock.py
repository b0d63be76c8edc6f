"""Countdowns, as operations return them (R92)."""

from __future__ import annotations

from marshmallow import fields

from homefire.schemas import Schema


class Clock(Schema):
    """One countdown. It warns and refuses nothing."""

    name = fields.String(required=True, metadata={"description": "assessment or completion."})
    started_on = fields.Date(required=True)
    ends_on = fields.Date(required=True, metadata={"description": "The last day on which it is met."})
    stopped_on = fields.Date(required=True, allow_none=True)
    left = fields.Integer(required=True, metadata={"description": "Days left; negative once over."})
    over = fields.Boolean(required=True)
