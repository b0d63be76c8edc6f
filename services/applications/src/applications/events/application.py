"""Applications: received, changed, moved; who lives where, and what they answered."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from applications.events.base import ApplicationData
from homefire.events import EventData, EventType


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
    """An application moved in its status machine. `reason` is there where one was given.

    `override_reason` is there where a supervisor entered a transfer by hand although a finding blocks it.
    """

    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()
    override_reason = fields.String()
    transfer_date = fields.Date(allow_none=True)


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


class DwellingData(ApplicationData):
    """The dwelling an application is for, its address as frozen, and how the household is housed there (R266)."""

    dwelling_id = fields.Integer(required=True, allow_none=True)
    dwelling_address = fields.String(required=True)
    housing = fields.String(required=True)
    units = fields.Integer(required=True, allow_none=True)


class QuestionnaireData(ApplicationData):
    """The sign-up questionnaire was answered: to how many questions, of which form. Never what (R199)."""

    answers = fields.Integer(required=True)
    form_version = fields.String(required=True)


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
household_updated = EventType(
    "household_updated", HouseholdData, "The household of an application was entered or changed."
)
application_dwelling_set = EventType(
    "application_dwelling_set",
    DwellingData,
    "The dwelling that an application is for, or how the household is housed, was set.",
)
questionnaire_answered = EventType(
    "questionnaire_answered", QuestionnaireData, "The questionnaire of signing up was answered."
)
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A household member's Social Security number is about to be shown."
)
