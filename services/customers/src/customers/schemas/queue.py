"""What the operations of the alert queue take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain import queue
from customers.schemas.record import StaffMember
from homefire.schemas import Labelled, Moment, Ruled, Schema, Text
from homefire.us import dates

_COUNTED = {"description": f"Exact below {queue.COUNTED_TO}; that figure means so many or more."}


class QueueFilter(Schema):
    """Whose customers."""

    whose = Text(
        most=64,
        least=1,
        load_default=queue.MINE_AND_UNASSIGNED,
        metadata={
            "description": "`mine_and_unassigned`, `mine`, `unassigned`, `everybody`, or an analyst's id. Mine "
            "are those whose analyst is the caller."
        },
    )


class QueueQuery(QueueFilter):
    """Which page of the queue, and how many rows on it."""

    cursor = fields.String(
        validate=validate.Length(max=400),
        metadata={"description": "The `next` of the page before, or the `place` of a row."},
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class QueuePlaceQuery(QueueFilter):
    """A place in the queue, as a row gave it."""

    place = fields.String(required=True, validate=validate.Length(max=400))


class QueueCounts(Schema):
    """How many customers are in the queue."""

    overdue = fields.Integer(required=True, metadata=_COUNTED)
    today = fields.Integer(required=True, metadata=_COUNTED)
    blank = fields.Integer(required=True, metadata=_COUNTED)
    total = fields.Integer(required=True, metadata=_COUNTED)


class QueueRow(Schema):
    """A customer to follow up."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    place = fields.String(
        required=True, metadata={"description": "Where the customer stands: opaque, and no index."}
    )
    high_priority = fields.Boolean(
        required=True, metadata={"description": "There is a high-priority note that nobody has acknowledged."}
    )
    contact_date = fields.Date(required=True, allow_none=True)
    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)
    organization_name = fields.String(required=True)
    special_handling = fields.Boolean(required=True)
    city = fields.String(required=True)
    phone = fields.String(required=True)
    phone_extension = fields.String(required=True)
    best_time = fields.Nested(Labelled, required=True, allow_none=True)
    preferred_method = fields.Nested(Labelled, required=True, allow_none=True)
    analyst = fields.Nested(StaffMember, required=True, allow_none=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class AlertQueue(Schema):
    """One page of the queue. `today` is the agency's date, by which it was made."""

    items = fields.List(fields.Nested(QueueRow), required=True)
    next = fields.String(required=True, allow_none=True)
    counts = fields.Nested(QueueCounts, required=True)
    today = fields.Date(required=True)


class QueueNeighbour(Schema):
    """The customer before or after a place."""

    number = fields.Integer(required=True)
    place = fields.String(required=True)


class QueueNeighbours(Schema):
    """What lies around a place, whether or not its customer is still there."""

    previous = fields.Nested(QueueNeighbour, required=True, allow_none=True)
    next = fields.Nested(QueueNeighbour, required=True, allow_none=True)
    present = fields.Boolean(
        required=True, metadata={"description": "Whether the customer still stands at this place."}
    )
    position = fields.Integer(
        required=True, metadata={"description": f"Counted from 1. {_COUNTED['description']}"}
    )
    total = fields.Integer(required=True, metadata=_COUNTED)


class NewContactDate(Schema):
    """When to follow up next; null for a blank."""

    contact_date = Ruled(
        dates.parse_date,
        required=True,
        allow_none=True,
        metadata={"description": "ISO 8601 or MM/DD/YYYY."},
    )


class ContactDate(Schema):
    """The contact date as it stands now, and the record's version."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    contact_date = fields.Date(required=True, allow_none=True)
