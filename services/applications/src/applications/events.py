"""What the applications service publishes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.belonging_contract import customer_records_moved
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class ApplicationData(EventData):
    """Something happened to an application. `changes` names each field that changed."""

    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    program_year = fields.Integer(required=True)


class ReceivedData(ApplicationData):
    """An application came in. `language` is the customer's, empty when nobody has told it yet."""

    status = fields.String(required=True)
    intake_date = fields.Date(required=True)
    transfer_date = fields.Date(allow_none=True)
    language = fields.String(required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    utility = fields.String(required=True)
    utility_type = fields.String(required=True)
    account_number = fields.String(required=True)


class UpdatedData(ApplicationData):
    """Fields of an application changed. What a customer is found by is told whole, changed or not."""

    service_address = fields.String()
    city = fields.String()
    zip = fields.String()
    account_number = fields.String()
    place_change = fields.String(metadata={"description": "MOVED or CORRECTION, where it was asked (R142)."})


class StatusData(ApplicationData):
    """An application moved in its status machine. `reason` is there where one was given."""

    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()
    transfer_date = fields.Date(allow_none=True)


class PledgeData(ApplicationData):
    """A promise of payment. `amount` is in US dollars."""

    pledge_id = fields.Integer(required=True)
    memo = fields.String(required=True)
    amount = fields.Decimal(required=True, places=2, as_string=True)
    payee = fields.String(required=True)
    status = fields.String(required=True)
    date_submitted = fields.Date(required=True)


class PledgeStatusData(ApplicationData):
    """A pledge was paid, cancelled or opened again."""

    pledge_id = fields.Integer(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()


class MemberName(Schema):
    """What somebody of a household is called. Nothing else is told of them."""

    class Meta:
        unknown = EXCLUDE

    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)


class HouseholdData(ApplicationData):
    """The household of an application was entered or changed. Birth dates and SSNs are never told.

    `members` are the names by which a household is found, in its order; none while it is entered as numbers.
    """

    mode = fields.String(required=True)
    size = fields.Integer(required=True)
    members = fields.List(fields.Nested(MemberName))


class VerificationData(ApplicationData):
    """A verification item moved. `rule` is there where the system did it, `reason` where one was given."""

    item = fields.String(required=True)
    item_label = fields.String(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()
    rule = fields.String()
    document_ids = fields.List(fields.Integer(), required=True)


class LinkData(ApplicationData):
    """A document serves a verification item."""

    item = fields.String(required=True)
    item_label = fields.String(required=True)
    document_id = fields.Integer(required=True)
    document_type = fields.String(required=True)
    file_name = fields.String(required=True)


class BenefitData(ApplicationData):
    """A benefit that the customer gets elsewhere, with the label of its kind."""

    benefit_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    kind_label = fields.String(required=True)
    verified_by = fields.String(required=True)
    verified_by_label = fields.String(required=True)


class ChecklistData(ApplicationData):
    """Items came onto an application's checklist: their codes."""

    account_type = fields.String(required=True)
    items = fields.List(fields.String(), required=True)


class ChecklistItemData(ApplicationData):
    """A checklist item was edited. `changes` names status and note."""

    item = fields.String(required=True)


class RevealData(EventData):
    """Somebody was shown a protected value: which, whose, and why. Never the value."""

    field = fields.String(required=True)
    reason = fields.String(required=True)
    member_id = fields.Integer(required=True)


application_received = EventType("application_received", ReceivedData, "The agency received an application.")
application_updated = EventType("application_updated", UpdatedData, "Fields of an application were changed.")
application_status_changed = EventType(
    "application_status_changed", StatusData, "An application moved to another status."
)
pledge_made = EventType("pledge_made", PledgeData, "The agency promised a payment.")
pledge_status_changed = EventType(
    "pledge_status_changed", PledgeStatusData, "A pledge was paid, cancelled or opened again."
)
household_updated = EventType(
    "household_updated", HouseholdData, "The household of an application was entered or changed."
)
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A household member's Social Security number is about to be shown."
)
verification_changed = EventType(
    "verification_changed", VerificationData, "A verification item of an application moved."
)
verification_document_linked = EventType(
    "verification_document_linked", LinkData, "A document was linked to a verification item."
)
other_benefit_added = EventType(
    "other_benefit_added", BenefitData, "A benefit that the customer gets elsewhere was entered."
)
other_benefit_removed = EventType(
    "other_benefit_removed", BenefitData, "A benefit was taken from the list of those the customer gets."
)
checklist_created = EventType(
    "checklist_created", ChecklistData, "An application's checklist was made, or got its missing items."
)
checklist_item_updated = EventType(
    "checklist_item_updated", ChecklistItemData, "A checklist item got another status or note."
)

PUBLISHED = (
    application_received,
    application_updated,
    application_status_changed,
    pledge_made,
    pledge_status_changed,
    household_updated,
    ssn_revealed,
    verification_changed,
    verification_document_linked,
    other_benefit_added,
    other_benefit_removed,
    checklist_created,
    checklist_item_updated,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)
