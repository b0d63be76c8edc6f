"""What the customers service publishes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from customers import correction_events as corrections
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged


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


class HandlingData(EventData):
    """A record came under special handling, or was taken out of it, and why (R26)."""

    reason = fields.String(required=True)


class TakeOverData(EventData):
    """Somebody took a record from who had it open: from whom, and why (R150)."""

    holder = fields.String(required=True)
    reason = fields.String(required=True)


customer_created = EventType("customer_created", CustomerData, "A customer was entered.")
customer_updated = EventType("customer_updated", CustomerData, "Fields of a customer's record were changed.")
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A Social Security number is about to be shown to somebody."
)

lock_taken_over = EventType(
    "lock_taken_over", TakeOverData, "A record was taken from somebody who had it open."
)

special_handling_set = EventType(
    "special_handling_set", HandlingData, "A record came under special handling, for this reason."
)
special_handling_cleared = EventType(
    "special_handling_cleared", HandlingData, "A record was taken out of special handling, for this reason."
)

PUBLISHED = (
    customer_created,
    customer_updated,
    ssn_revealed,
    special_handling_acknowledged,
    lock_taken_over,
    special_handling_set,
    special_handling_cleared,
    *corrections.PUBLISHED,
)
