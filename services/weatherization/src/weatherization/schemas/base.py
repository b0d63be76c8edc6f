"""Fields and schemas that several concepts share."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from homefire.schemas import Moment, Ruled, Schema
from homefire.us.dates import parse_date


def new_id() -> fields.Integer:
    """The id that an import gives."""
    return fields.Integer(validate=validate.Range(1, 10**12))


def day(description: str = "ISO 8601 or MM/DD/YYYY.", **kwargs: Any) -> Ruled:
    """A date as people type it."""
    return Ruled(parse_date, metadata={"description": description}, **kwargs)


class Entered(Schema):
    """Version, and who entered and last changed something."""

    version = fields.Integer(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)
