"""What services say of rows that belong to customers: the counting operation's forms, and the event of a move."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, fields, validate
from marshmallow import Schema as EventSchema

from homefire.events import EventData, EventType
from homefire.schemas import Schema
from homefire.work import Work


class CountQuery(Schema):
    """With which other customer's record this one might become one."""

    other = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 10**12))


class KindCount(Schema):
    """Rows of one kind under a number."""

    kind = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)
    blocking = fields.Integer(
        required=True, metadata={"description": "How many of them keep the record from being deleted."}
    )
    sentence = fields.String(
        required=True, metadata={"description": "What to do about those; empty for none."}
    )
    adds_up = fields.Boolean(
        required=True, metadata={"description": "False where two customers may share one of them."}
    )


class BelongingCount(Schema):
    """What stands under a number as it is, whether or not its record was merged."""

    number = fields.Integer(required=True)
    items = fields.List(fields.Nested(KindCount), required=True)
    conflicts = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "What stands against this record and the other becoming one."},
    )


class MovedCount(EventSchema):
    """Rows of one kind after a move: gone from the number, still there, and by now gathered at the survivor."""

    class Meta:
        unknown = EXCLUDE

    kind = fields.String(required=True)
    label = fields.String(required=True)
    moved = fields.Integer(required=True)
    left = fields.Integer(required=True)
    gathered = fields.Integer(required=True)


class MovedData(EventData):
    """A service has moved its rows from a merged number to the survivor, or back (`merged` is false then)."""

    merge_id = fields.Integer(required=True)
    number = fields.Integer(required=True)
    survivor = fields.Integer(required=True)
    merged = fields.Boolean(required=True)
    counts = fields.List(fields.Nested(MovedCount), required=True)


customer_records_moved = EventType(
    "customer_records_moved",
    MovedData,
    "The rows of a merged customer stand under the survivor's number now, or are back under their own.",
)


def tell_move(work: Work, moved: dict[str, Any] | None) -> None:
    """Says what `belonging.follow` has moved."""
    if moved is not None:
        work.emit(
            customer_records_moved,
            subject=moved["survivor"],
            aggregate=f"merge/{moved['merge_id']}",
            sequence=1 if moved["merged"] else 2,
            data=moved,
        )
