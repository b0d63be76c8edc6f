"""What the customers service publishes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from customers import correction_events as corrections
from customers import portal_events as portal
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class Facts(Schema):
    """For each channel, whether it may be used: an opt-out or a missing consent makes it false (R46)."""

    class Meta:
        unknown = EXCLUDE

    sms = fields.Boolean(required=True)
    email = fields.Boolean(required=True)
    marketing = fields.Boolean(required=True)


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
    customer_type = fields.String(metadata={"description": "A code of the list customer_type (R261)."})
    status = fields.String(metadata={"description": "ACTIVE, DELETED or MERGED."})
    survivor = fields.Integer(
        allow_none=True, metadata={"description": "The number of the record that a merged one leads to."}
    )
    special_handling = fields.Boolean()
    dormant = fields.Boolean()
    email_bounced = fields.Boolean()
    has_email = fields.Boolean(
        metadata={"description": "Whether an e-mail address is recorded. Never which."}
    )
    has_mobile = fields.Boolean(metadata={"description": "Whether a mobile phone is recorded."})
    best_time = fields.String(metadata={"description": "A code of the list best_time."})
    consents = fields.Nested(Facts)


class CustomerData(EventData):
    """A customer came to be or was changed; `changes` names each field."""

    customer = fields.Nested(CustomerSummary, required=True)
    residence_change = fields.String(
        metadata={
            "description": "MOVED or CORRECTION, where another home was entered; UNSAID where nobody was asked (R142)."
        }
    )


class ConsentData(EventData):
    """What a customer said about a channel: which, on what day, how it was said; the labels beside the codes."""

    customer = fields.Nested(CustomerSummary, required=True)
    channel = fields.String(required=True)
    channel_label = fields.String(required=True)
    source = fields.String(required=True)
    source_label = fields.String(required=True)
    date = fields.String(required=True, metadata={"format": "date"})


class CreatedData(CustomerData):
    """A customer was entered, perhaps beside others who look alike and were declared to be somebody else."""

    different_from = fields.List(
        fields.Integer(), metadata={"description": "Numbers of the records that look alike (R21)."}
    )


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


customer_created = EventType("customer_created", CreatedData, "A customer was entered.")
customer_updated = EventType("customer_updated", CustomerData, "Fields of a customer's record were changed.")
consent_given = EventType(
    "consent_given", ConsentData, "A customer agreed to be sent something by a channel."
)
consent_revoked = EventType("consent_revoked", ConsentData, "A customer wants nothing more by a channel.")
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A Social Security number is about to be shown to somebody."
)
identity_revealed = EventType(
    "identity_revealed", RevealData, "Who a customer is was handed to the service that sends it to CORE."
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

special_handling_set = EventType(
    "special_handling_set", HandlingData, "A record came under special handling, for this reason."
)
special_handling_cleared = EventType(
    "special_handling_cleared", HandlingData, "A record was taken out of special handling, for this reason."
)


class AccountTermsData(EventData):
    """The terms of a customer's account were changed; `changes` names each field."""


class SalesData(EventData):
    """Sales of a customer came from another system: how many are new or were told differently before."""

    sales = fields.Integer(required=True)


account_terms_updated = EventType(
    "account_terms_updated", AccountTermsData, "Terms of a customer's account were changed."
)
sales_imported = EventType("sales_imported", SalesData, "Sales of a customer were imported.")

PUBLISHED = (
    customer_created,
    customer_updated,
    consent_given,
    consent_revoked,
    ssn_revealed,
    identity_revealed,
    special_handling_acknowledged,
    lock_taken_over,
    account_terms_updated,
    sales_imported,
    reference_changed,
    special_handling_set,
    special_handling_cleared,
    *corrections.PUBLISHED,
    *portal.PUBLISHED,
    customer_deleted,
    customer_restored,
    customer_merged,
    customer_unmerged,
    merge_received,
    merge_undone,
)
