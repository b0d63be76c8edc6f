"""Applications and programs as they are sent and answered."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from applications.domain.application import LONGEST_ACCOUNT, PlaceChange, parse_account_number
from applications.domain.core_answer import Outcome
from applications.domain.status import Status, parse_status
from applications.schemas.pledge import Pledge
from applications.schemas.sentence import made_of
from applications.schemas.verification import Chip
from homefire.schemas import (
    Day,
    HistoryFields,
    Labelled,
    Moment,
    Ruled,
    Schema,
    Text,
    ToldText,
    Warning,
    history_field,
)
from homefire.us import addresses
from homefire.us.dates import parse_date

OVERRIDE = "applications:transfer.override"
_DATE = {"description": "ISO 8601 or MM/DD/YYYY."}


def a_date(**options: Any) -> Ruled:
    """A date as people and programs write it."""
    return Ruled(parse_date, metadata=_DATE, **options)


class PlaceInput(Schema):
    """The place of service (POS). City, county and state fill in from the ZIP code; what is typed wins."""

    number = Text(most=20)
    street = Text(most=100)
    street_type = Text(most=40)
    building_type = Text(most=40)
    unit = Text(most=20)
    zip = Ruled(addresses.parse_zip)
    city = Text(most=60)
    county = Text(most=60)
    state = Ruled(addresses.parse_state)


class ApplicationFields(Schema):
    """What is entered of an application, and may be changed."""

    intake_date = a_date()
    place_of_service = fields.Nested(PlaceInput)
    utility_vendor = Text(most=40, metadata={"description": "A code of the list utility_vendor, or empty."})
    utility_type = Text(most=40, metadata={"description": "A code of the list utility_type, or empty."})
    account_number = Ruled(parse_account_number, metadata={"maxLength": LONGEST_ACCOUNT})


class ApplicationPatch(ApplicationFields):
    """The fields to change; what is left out stays as it is.

    `place_change` says why another place of service is entered. It is asked once something rests on the place.
    `place_confirmed` says of a customer who lives elsewhere now that the place of service, with its county and AMI, is
    right as it stands.
    """

    place_change = fields.Enum(PlaceChange, by_value=True)
    place_confirmed = fields.Boolean()


class ApplicationHistory(HistoryFields):
    """What an import may give besides who and when: the id, and where the application stands."""

    id = fields.Integer(validate=validate.Range(1, 10**12))
    status = Ruled(parse_status, metadata={"enum": list(Status)})
    status_reason = Text(most=500)
    transfer_date = a_date(allow_none=True)


class NewApplication(ApplicationFields):
    """An application as the agency receives it (R81). `place_of_service` needs street and ZIP."""

    program = Text(most=20, least=1, required=True, metadata={"description": "Its code, such as HEAP."})
    program_year = fields.Integer(required=True, strict=True, validate=validate.Range(1900, 9999))
    intake_date = a_date(required=True)
    place_of_service = fields.Nested(PlaceInput, required=True)
    history = history_field(ApplicationHistory)


def override_field() -> ToldText:
    """Why an application is transferred although a finding blocks it, or has been by hand: a supervisor's (R92)."""
    return ToldText(most=200, least=5, load_default=None, allow_none=True, metadata={"scope": OVERRIDE})


class StatusChange(Schema):
    """Where an application goes (R80). Denial, appeal, reopening and rejection need a reason.

    `override_reason` is for a move to TRANSFERRED that a finding blocks.
    """

    status = Ruled(parse_status, required=True, metadata={"enum": list(Status)})
    reason = ToldText(most=500, load_default="")
    transfer_date = a_date(allow_none=True, load_default=None)
    override_reason = override_field()


class Place(Schema):
    """A place of service as it is stored."""

    number = fields.String(required=True)
    street = fields.String(required=True)
    street_type = fields.String(required=True)
    building_type = fields.String(required=True)
    unit = fields.String(required=True)
    zip = fields.String(required=True)
    city = fields.String(required=True)
    county = fields.String(required=True)
    state = fields.String(required=True)
    overridden = fields.List(
        fields.String(), required=True, metadata={"description": "Fields that differ from the ZIP's own."}
    )


class ListedApplication(Schema):
    """An application as the customer record lists it (R78)."""

    id = fields.Integer(required=True)
    program = fields.String(required=True, metadata={"description": "Program and program year (R79)."})
    program_code = fields.String(required=True)
    program_year = fields.Integer(required=True)
    status = fields.String(required=True)
    intake_date = Day(required=True)
    transfer_date = Day(required=True, allow_none=True)
    service_address = fields.String(required=True, metadata={"description": "The full line."})
    city = fields.String(required=True)
    zip = fields.String(required=True)
    utility = fields.String(required=True, metadata={"description": "The company's name, or empty."})
    utility_type = fields.Nested(Labelled, required=True, allow_none=True)
    account_number = fields.String(required=True)
    version = fields.Integer(required=True)
    next_statuses = fields.List(
        fields.String(), required=True, metadata={"description": "Where it may go from here (R80)."}
    )
    active = fields.Boolean(
        required=True, metadata={"description": "Under way or granted: it leaves no room for another (R90)."}
    )
    dwelling_id = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "The dwelling in weatherization that it is for (R266)."},
    )
    dwelling_units = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many of its units are applied for (R179)."},
    )
    pledges = fields.List(fields.Nested(Pledge), required=True)
    verification = fields.List(
        fields.Nested(Chip), required=True, metadata={"description": "The five items, in order (R134)."}
    )


class ApplicationWarning(Warning):
    """What to look at; where it is about another application, which one and whose (R90)."""

    detail_made_of = made_of()
    application_id = fields.Integer()
    customer_number = fields.Integer()


class ApplicationWarnings(Schema):
    """Everything to look at in one application."""

    items = fields.List(fields.Nested(ApplicationWarning), required=True)


class CoreAnswer(Schema):
    """What CORE answered to a transfer; `effect`: `applied`, or kept beside it as `contradicts` or `late`."""

    outcome = fields.String(required=True, validate=validate.OneOf(list(Outcome)))
    code = fields.String(required=True)
    reason = fields.String(required=True)
    reference = fields.String(required=True)
    effect = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Transfer(Schema):
    """One transfer to CORE. `by_hand`: a person has entered it there, so nothing of ours sent it."""

    number = fields.Integer(required=True)
    by_hand = fields.Boolean(required=True)
    override_reason = fields.String(required=True)
    answers = fields.List(fields.Nested(CoreAnswer), required=True)
    transfer_date = Day(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Application(ListedApplication):
    """One application in full."""

    customer_number = fields.Integer(required=True)
    status_reason = fields.String(required=True)
    place_of_service = fields.Nested(Place, required=True)
    place_doubt = fields.String(
        required=True,
        metadata={
            "description": "Why the place of service has to be confirmed: MOVED or UNSAID, or empty (R142)."
        },
    )
    dates_frozen = fields.Boolean(
        required=True,
        metadata={
            "description": "Whether its intake date and the dates of its certification stay as they are."
        },
    )
    utility_vendor = fields.Nested(Labelled, required=True, allow_none=True)
    household_mode = fields.String(required=True)
    registered_on = Day(
        required=True, allow_none=True, metadata={"description": "The day of the sign-up in the portal."}
    )
    transfers = fields.List(fields.Nested(Transfer), required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)
    warnings = fields.List(fields.Nested(ApplicationWarning))


class ProgramYear(Schema):
    """One year of a program: the intake dates that belong to it."""

    year = fields.Integer(required=True)
    valid_from = Day(required=True)
    valid_to = Day(required=True)


class Program(Schema):
    """A program with its years, newest first."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    unique_by = fields.List(fields.String(), required=True)
    years = fields.List(fields.Nested(ProgramYear), required=True)
    version = fields.Integer(required=True)


class ProgramList(Schema):
    """Every program."""

    items = fields.List(fields.Nested(Program), required=True)
