"""Households as they are sent and answered."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain import household
from applications.schemas.application import ListedApplication
from homefire.schemas import Day, HistoryFields, Labelled, Ruled, Schema, Text, ToldText, history_field
from homefire.us import dates, names, tax_ids

_MASKED = {"description": "Masked; `reveal_member_ssn` shows it, with a reason and a log entry."}
_MOST_PEOPLE = 200
_UNTIL_3_0 = {"description": "Instrument 2.1 alone: from 3.0 on it is part of `race`."}


class MemberInput(Schema):
    """One member. With the `id` it has it is changed, without one it is added."""

    id = fields.Integer(strict=True, validate=validate.Range(1, 10**12))
    first_name = Ruled(
        names.parse_name, required=True, metadata={"maxLength": names.LONGEST_NAME, "minLength": 1}
    )
    middle_initial = Ruled(names.parse_initial, load_default="", metadata={"maxLength": 2})
    last_name = Ruled(
        names.parse_name, required=True, metadata={"maxLength": names.LONGEST_NAME, "minLength": 1}
    )
    date_of_birth = Ruled(
        dates.parse_date,
        allow_none=True,
        load_default=None,
        metadata={"description": "ISO 8601 or MM/DD/YYYY."},
    )
    ssn = Ruled(
        tax_ids.parse_ssn,
        allow_none=True,
        metadata={
            "protected": True,
            "description": "Nine digits. Left out, it stays as it is; empty or null removes it.",
        },
    )
    gender = Text(most=40, load_default="")
    race = Text(most=40, load_default="")
    relation = Text(most=40, least=1, required=True)
    education = Text(most=40, load_default="")
    ethnicity = Text(most=40, load_default="", metadata=_UNTIL_3_0)
    disability = Text(most=40, load_default="")
    health_insurance = Text(most=40, load_default="")
    insurance_source = Text(most=40, load_default="")
    military_status = Text(most=40, load_default="")
    work_status = Text(most=40, load_default="")
    disconnected_youth = Text(most=40, load_default="")


def _household_type() -> Text:
    metadata = {"description": "A code of the list household_type, or empty. Left out, it stays as it is."}
    return Text(most=40, metadata=metadata)


class MembersInput(Schema):
    """The whole household, in its order; whoever is not listed leaves it."""

    members = fields.List(
        fields.Nested(MemberInput), required=True, validate=validate.Length(max=household.MOST_MEMBERS)
    )
    household_type = _household_type()
    history = history_field(HistoryFields)


class MemberName(Schema):
    """What a member is called."""

    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)


class ApplicationSummary(Schema):
    """What a customer is found by in one application, and the version in which it was so."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    account_number = fields.String(required=True)
    members = fields.List(fields.Nested(MemberName), required=True)


def _counts() -> fields.Dict:
    number = fields.Integer(strict=True, validate=validate.Range(0, _MOST_PEOPLE))
    return fields.Dict(keys=fields.String(validate=validate.Length(max=40)), values=number)


class Counts(Schema):
    """Numbers of people by code, for each category that was asked."""

    gender = _counts()
    race = _counts()
    education = _counts()
    age_group = _counts()
    ethnicity = _counts()
    disability = _counts()
    health_insurance = _counts()
    insurance_source = _counts()
    military_status = _counts()
    work_status = _counts()
    disconnected_youth = _counts()


class SummaryInput(Schema):
    """The household as numbers per category."""

    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, _MOST_PEOPLE))
    counts = fields.Nested(Counts, load_default=dict)
    household_type = _household_type()
    history = history_field(HistoryFields)


class Member(Schema):
    """A household member as the record shows it (R66)."""

    id = fields.Integer(required=True)
    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)
    date_of_birth = Day(required=True, allow_none=True)
    ssn = fields.String(required=True, allow_none=True, metadata=_MASKED)
    gender = fields.Nested(Labelled, required=True, allow_none=True)
    race = fields.Nested(Labelled, required=True, allow_none=True)
    relation = fields.Nested(Labelled, required=True, allow_none=True)
    education = fields.Nested(Labelled, required=True, allow_none=True)


class MemberInFull(Member):
    """A household member with all that the CSBG report asks."""

    ethnicity = fields.Nested(Labelled, required=True, allow_none=True)
    disability = fields.Nested(Labelled, required=True, allow_none=True)
    health_insurance = fields.Nested(Labelled, required=True, allow_none=True)
    insurance_source = fields.Nested(Labelled, required=True, allow_none=True)
    military_status = fields.Nested(Labelled, required=True, allow_none=True)
    work_status = fields.Nested(Labelled, required=True, allow_none=True)
    disconnected_youth = fields.Nested(Labelled, required=True, allow_none=True)


class Summary(Schema):
    """A household as numbers per category."""

    size = fields.Integer(required=True)
    counts = fields.Nested(Counts, required=True)


class Household(Schema):
    """An application's household: what is active (`mode`), and what is kept of the other way (R65)."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    intake_date = Day(required=True)
    instrument = fields.String(
        required=True, metadata={"description": "The CSBG report's version of the intake date (R71)."}
    )
    mode = fields.String(required=True, validate=validate.OneOf(list(household.Mode)))
    household_type = fields.Nested(Labelled, required=True, allow_none=True)
    members = fields.List(fields.Nested(MemberInFull), required=True)
    summary = fields.Nested(Summary, required=True, allow_none=True)
    version = fields.Integer(required=True)


class RecordHousehold(Schema):
    """The household that the customer record shows, and the application it comes from (R62, R70)."""

    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    intake_date = Day(required=True)
    members = fields.List(fields.Nested(Member), required=True)


class CustomerApplications(Schema):
    """What the customer record shows of this service."""

    household = fields.Nested(RecordHousehold, required=True, allow_none=True)
    applications = fields.List(fields.Nested(ListedApplication), required=True)


class RevealRequest(Schema):
    """Why somebody needs to see a Social Security number."""

    reason = ToldText(most=200, least=5, required=True)


class RevealedSsn(Schema):
    """The number itself."""

    id = fields.Integer(required=True)
    ssn = fields.String(required=True, metadata={"protected": True})
