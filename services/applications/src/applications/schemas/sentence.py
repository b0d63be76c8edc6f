"""What a text of the rules is made of, beside the text, so that it can be said in other languages."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from homefire.schemas import Schema


class MadeOf(Schema):
    """A pattern with named places, and what stands in them, by name."""

    pattern = fields.String(required=True, metadata={"description": "English, with places such as `{size}`."})
    values = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "Each a text, another pattern with its values, or a list of these."},
    )


def made_of() -> fields.Nested:
    """The field that stands beside a text. What was decided before there was one has the text alone."""
    told: dict[str, Any] = {
        "description": "What the text is made of; null or left out where only the text is known."
    }
    return fields.Nested(MadeOf, allow_none=True, metadata=told)
