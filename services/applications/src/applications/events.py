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
    account_number = fields.String(required=True)
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

PUBLISHED = (
    application_received,
    application_updated,
    application_status_changed,
    pledge_made,
    pledge_status_changed,
    household_updated,
    ssn_revealed,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)
