"""What the customers service publishes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.events import EventData, EventType


class CustomerSummary(Schema):
    """What other services may know of a customer. Nothing protected is in it."""

    class Meta:
        unknown = EXCLUDE

    number = fields.Integer(required=True)
    name = fields.String(required=True)
    first_name = fields.String(required=True)
    last_name = fields.String(required=True)
    phone = fields.String(required=True)
    language = fields.String(required=True)
    preferred_method = fields.String(required=True)
    status = fields.String(metadata={"description": "ACTIVE, DELETED or MERGED."})
    survivor = fields.Integer(
        allow_none=True, metadata={"description": "The number of the record that a merged one leads to."}
    )
    special_handling = fields.Boolean()
    dormant = fields.Boolean()


class CustomerData(EventData):
    """A customer came to be or was changed; `changes` names each field."""

    customer = fields.Nested(CustomerSummary, required=True)


class RevealData(EventData):
    """Somebody was shown a protected value: which, and why. Never the value."""

    field = fields.String(required=True)
    reason = fields.String(required=True)


class AcknowledgementData(EventData):
    """Somebody changed a record under special handling, and why (R26)."""

    reason = fields.String(required=True)


class TakeOverData(EventData):
    """Somebody took a record from who had it open: from whom, and why (R150)."""

    holder = fields.String(required=True)
    reason = fields.String(required=True)


class StandingData(EventData):
    """A record was deleted or restored, and why."""

    customer = fields.Nested(CustomerSummary, required=True)
    reason = fields.String(required=True)


class MergeData(StandingData):
    """A record was merged into another or has become one of its own again. `survivor` is the other's number."""

    merge_id = fields.Integer(required=True)
    survivor = fields.Integer(required=True)


class SurvivorData(EventData):
    """What a merge, or its end, means for the record that survives it. `kept` names fields that stay."""

    merge_id = fields.Integer(required=True)
    number = fields.Integer(required=True)
    reason = fields.String(required=True)
    kept = fields.List(fields.String())


customer_created = EventType("customer_created", CustomerData, "A customer was entered.")
customer_updated = EventType("customer_updated", CustomerData, "Fields of a customer's record were changed.")
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A Social Security number is about to be shown to somebody."
)

special_handling_acknowledged = EventType(
    "special_handling_acknowledged",
    AcknowledgementData,
    "A record under special handling was changed, for this reason.",
)
lock_taken_over = EventType(
    "lock_taken_over", TakeOverData, "A record was taken from somebody who had it open."
)

customer_deleted = EventType("customer_deleted", StandingData, "A record was deleted; number and notes stay.")
customer_restored = EventType("customer_restored", StandingData, "A deleted record was restored.")
customer_merged = EventType(
    "customer_merged", MergeData, "A record was merged into another; its number leads there."
)
customer_unmerged = EventType(
    "customer_unmerged", MergeData, "A merge was undone; the record is its own again."
)
merge_received = EventType("merge_received", SurvivorData, "Another record was merged into this one.")
merge_undone = EventType(
    "merge_undone", SurvivorData, "A record that was merged into this one left it again."
)

PUBLISHED = (
    customer_created,
    customer_updated,
    ssn_revealed,
    special_handling_acknowledged,
    lock_taken_over,
    customer_deleted,
    customer_restored,
    customer_merged,
    customer_unmerged,
    merge_received,
    merge_undone,
)
