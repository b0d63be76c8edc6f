"""What the operations of customers take and return."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from customers.domain import special_handling as handling
from customers.domain.residence import ResidenceChange
from customers.schemas.consents import Consent, Facts
from homefire.schemas import (
    Day,
    HistoryFields,
    Labelled,
    Moment,
    Ruled,
    Schema,
    Text,
    Warning,
    history_field,
)
from homefire.us import addresses, dates, emails, names, phones, tax_ids

_MASKED = {"description": "Masked; `reveal_ssn` shows it, with a reason and a log entry."}


def _ruled(rule: Any, **metadata: Any) -> Ruled:
    return Ruled(rule, metadata=metadata)


def _name_or_none(text: str) -> str:
    """A person's name, or none: an organization has its own instead (R19)."""
    return names.parse_name(text) if text else ""


class AddressInput(Schema):
    """An address. City, county and state fill in from the ZIP code; what is typed wins (R31)."""

    number = Text(most=20)
    street = Text(most=100)
    street_type = Text(most=40)
    building_type = Text(most=40)
    unit = Text(most=20)
    zip = Ruled(addresses.parse_zip)
    city = Text(most=60)
    county = Text(most=60)
    state = Ruled(addresses.parse_state)


class StaffMember(Schema):
    """One of the agency's staff: the id of the account, and the name to show."""

    id = Text(most=64, least=1, required=True)
    name = Text(most=120, least=1, required=True)


class CustomerPatch(Schema):
    """The fields to change; what is left out stays as it is. An empty text clears a field that may be empty."""

    first_name = _ruled(_name_or_none, maxLength=names.LONGEST_NAME)
    middle_initial = _ruled(names.parse_initial, maxLength=2)
    last_name = _ruled(_name_or_none, maxLength=names.LONGEST_NAME)
    organization_name = Text(most=120)
    tax_id_type = fields.String(validate=validate.OneOf(tax_ids.CHOICES))
    ssn = _ruled(
        tax_ids.parse_tax_id, protected=True, description="Nine digits. Cannot be changed once set (R20)."
    )
    date_of_birth = Ruled(
        dates.parse_date, allow_none=True, metadata={"description": "ISO 8601 or MM/DD/YYYY."}
    )
    ethnicity = Text(most=40)
    ethnicity_subcategory = Text(most=40)
    special_handling = fields.Boolean()
    special_handling_reason = Text(
        most=handling.MOST_REASON,
        metadata={"description": "Why special handling is set or cleared; required with either (R26)."},
    )
    mailing_address = fields.Nested(AddressInput)
    residence_address = fields.Nested(
        AddressInput,
        allow_none=True,
        metadata={"description": "Where the customer lives; null, or blank: where the mail goes (R142)."},
    )
    residence_change = fields.Enum(
        ResidenceChange,
        by_value=True,
        metadata={
            "description": "Why another residence is entered, or another mailing address where no residence is recorded;"
            " asked while an application is open. MAIL_ONLY keeps the former mailing address as the residence."
        },
    )
    home_phone = _ruled(phones.parse_phone)
    home_phone_extension = _ruled(phones.parse_extension)
    message_phone = _ruled(phones.parse_phone)
    message_phone_extension = _ruled(phones.parse_extension)
    mobile_phone = _ruled(phones.parse_phone)
    other_phone = _ruled(phones.parse_phone)
    other_phone_extension = _ruled(phones.parse_extension)
    fax = _ruled(phones.parse_phone)
    email = _ruled(emails.parse_email, maxLength=emails.LONGEST_EMAIL)
    best_time = Text(most=40)
    preferred_method = Text(most=40, least=1)
    language = Text(most=40, least=1)
    customer_type = Text(most=40, least=1)
    wholesale = fields.Boolean()
    dormant = fields.Boolean()
    cash_on_demand = fields.Boolean()
    marketing_emails = fields.Boolean()
    marketing_emails_source = Text(
        most=40, metadata={"description": "How the customer told the choice; needed when it changes (R146)."}
    )
    contact_date = Ruled(
        dates.parse_date,
        allow_none=True,
        metadata={"description": "When to follow up next (R154). ISO 8601 or MM/DD/YYYY."},
    )
    analyst = fields.Nested(StaffMember, allow_none=True)
    qa_analyst = fields.Nested(StaffMember, allow_none=True)


class CustomerHistory(HistoryFields):
    """What an import may give besides who and when."""

    number = fields.Integer(strict=True, validate=validate.Range(1, 10**12))


class NewCustomer(CustomerPatch):
    """A new customer: a first and a last name, or an organization's, and a preferred contact method."""

    preferred_method = Text(most=40, least=1, required=True)
    different_from = fields.List(
        fields.Integer(strict=True, validate=validate.Range(1, 10**12)),
        validate=validate.Length(max=100),
        allow_none=True,
        load_default=None,
        metadata={
            "description": "Numbers of records that somebody has looked at and that are somebody else's. Where it"
            " is given, a likely match that is not among them refuses the request (R21)."
        },
    )
    history = history_field(CustomerHistory)

    @validates_schema(skip_on_field_errors=False)
    def _check_names(self, data: dict[str, Any], **_: Any) -> None:
        """Tells that a name is blank together with all else that is wrong (R15, R17)."""
        blank = [name for name in ("first_name", "last_name") if data.get(name) == ""]
        if blank and not data.get("organization_name"):
            raise ValidationError({name: ["Missing data for required field."] for name in blank})


class Address(Schema):
    """An address as it is stored."""

    number = fields.String()
    street = fields.String()
    street_type = fields.String()
    building_type = fields.String()
    unit = fields.String()
    zip = fields.String()
    city = fields.String()
    county = fields.String()
    state = fields.String()
    overridden = fields.List(
        fields.String(), metadata={"description": "Fields that differ from the ZIP's own."}
    )
    since = Day(allow_none=True, metadata={"description": "The first day of this address (R34)."})


class SpecialHandling(Schema):
    """Why a record is under special handling, who said so, and when. The reason of an import may be empty."""

    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = Moment(allow_none=True, required=True)


class Customer(Schema):
    """A customer's record."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    status = fields.String(metadata={"description": "ACTIVE, DELETED or MERGED."})
    merged_into = fields.Integer(allow_none=True)
    merged_from = fields.Integer(
        allow_none=True,
        metadata={"description": "The number that was asked for, when it leads here by a merge."},
    )
    merged_numbers = fields.List(
        fields.Integer(), metadata={"description": "Numbers whose records were merged into this one."}
    )
    unread_messages = fields.Integer(
        metadata={"description": "Secure messages that nobody of the staff has read (R131)."}
    )
    deleted_by = fields.String()
    deleted_at = Moment(allow_none=True)
    deletion_reason = fields.String()
    first_name = fields.String()
    middle_initial = fields.String()
    last_name = fields.String()
    organization_name = fields.String()
    tax_id_type = fields.String()
    ssn = fields.String(allow_none=True, metadata=_MASKED)
    date_of_birth = fields.Date(allow_none=True)
    ethnicity = fields.Nested(Labelled, allow_none=True)
    ethnicity_subcategory = fields.Nested(Labelled, allow_none=True)
    special_handling = fields.Boolean()
    special_handling_since = fields.Nested(
        SpecialHandling,
        allow_none=True,
        metadata={"description": "Null for a record that is not under special handling."},
    )
    mailing_address = fields.Nested(Address)
    residence_address = fields.Nested(
        Address,
        allow_none=True,
        metadata={"description": "Null where the customer lives where the mail goes."},
    )
    home_phone = fields.String()
    home_phone_extension = fields.String()
    message_phone = fields.String()
    message_phone_extension = fields.String()
    mobile_phone = fields.String()
    other_phone = fields.String()
    other_phone_extension = fields.String()
    fax = fields.String()
    email = fields.String()
    best_time = fields.Nested(Labelled, allow_none=True)
    preferred_method = fields.Nested(Labelled)
    language = fields.String()
    email_bounced = fields.Boolean()
    customer_type = fields.Nested(Labelled)
    wholesale = fields.Boolean()
    dormant = fields.Boolean()
    cash_on_demand = fields.Boolean()
    marketing_emails = fields.Boolean()
    contact_date = fields.Date(allow_none=True)
    analyst = fields.Nested(StaffMember, allow_none=True)
    qa_analyst = fields.Nested(StaffMember, allow_none=True)
    consents = fields.List(fields.Nested(Consent))
    entered_by = fields.String()
    entered_at = Moment()
    updated_by = fields.String()
    updated_at = Moment()
    warnings = fields.List(fields.Nested(Warning))


class CustomerFound(Schema):
    """One row of a search: enough to tell people of the same name apart."""

    number = fields.Integer(required=True)
    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)
    organization_name = fields.String(required=True)
    date_of_birth = fields.Date(allow_none=True, required=True)
    city = fields.String(required=True)
    home_phone = fields.String(required=True)


class CustomerSummary(Schema):
    """What other services keep of a customer: the state that the events carry, and its version."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    first_name = fields.String(required=True)
    last_name = fields.String(required=True)
    phone = fields.String(required=True)
    language = fields.String(required=True)
    preferred_method = fields.String(required=True)
    customer_type = fields.String(required=True)
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


class ZipCode(Schema):
    """What a ZIP code fills in."""

    zip = fields.String(required=True)
    city = fields.String(required=True)
    county = fields.String(required=True)
    state = fields.String(required=True)
    other_cities = fields.List(fields.String(), required=True)
    po_box = fields.Boolean(required=True)
