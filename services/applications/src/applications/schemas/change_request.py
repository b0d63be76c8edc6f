"""Change requests to CSD as they are sent and answered. Values travel over HTTP alone; an SSN is shown masked."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain import change_request as rules
from applications.domain.change_request import RequestStatus
from applications.schemas.application import a_date
from homefire.schemas import Day, Labelled, Moment, Ruled, Schema, Text, ToldText

_ID = validate.Range(1, 10**12)
_VALUE = {"protected": True}


class RequestedField(Schema):
    """One field to correct (R111): what CORE has, what we have, and the proof.

    For `SSN`, `core_transfer` takes the number that CORE has by a transfer, so that nobody types it, and an empty
    `our_value` means the number on the record when the request is submitted. Our `DATE_OF_BIRTH` is a date.
    """

    field = Text(
        most=40, least=1, required=True, metadata={"description": "Of the list change_request_field."}
    )
    core_value = Text(most=rules.LONGEST_VALUE, load_default="", metadata=_VALUE)
    our_value = Text(most=rules.LONGEST_VALUE, load_default="", metadata=_VALUE)
    core_transfer = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_ID)
    document_id = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_ID)
    proof = Text(most=120, load_default="", metadata={"description": "Which paper proves it."})


class ChangeRequestInput(Schema):
    """What CSD is asked to correct, and why (R110)."""

    program_year = fields.Integer(required=True, strict=True, validate=validate.Range(1900, 9999))
    application_id = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_ID)
    reason = Text(
        most=40, least=1, required=True, metadata={"description": "Of the list change_request_reason."}
    )
    explanation = ToldText(most=500, load_default="")
    fields_ = fields.List(
        fields.Nested(RequestedField),
        required=True,
        data_key="fields",
        validate=validate.Length(1, rules.MOST_FIELDS),
    )


class RequestMove(Schema):
    """Where a request goes: submitted to CSD, then what CSD decided, or withdrawn (R111)."""

    status = Ruled(rules.parse_status, required=True, metadata={"enum": list(RequestStatus)})
    csd_reference = ToldText(most=60, load_default="")
    date = a_date(allow_none=True, load_default=None)
    reason = ToldText(most=400, load_default="")


class ShownField(Schema):
    """One field of a request; an SSN is masked."""

    field = fields.Nested(Labelled, required=True)
    core_value = fields.String(required=True, metadata=_VALUE)
    our_value = fields.String(required=True, metadata=_VALUE)
    document_id = fields.Integer(required=True, allow_none=True)
    proof = fields.String(required=True)


class ChangeRequest(Schema):
    """One request with its fields."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    application_id = fields.Integer(required=True, allow_none=True)
    program_year = fields.Integer(required=True)
    reason = fields.Nested(Labelled, required=True)
    explanation = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(RequestStatus)))
    next_statuses = fields.List(fields.String(), required=True)
    csd_reference = fields.String(required=True)
    decision_reason = fields.String(required=True)
    submitted_on = Day(required=True, allow_none=True)
    decided_on = Day(required=True, allow_none=True)
    fields_ = fields.List(fields.Nested(ShownField), required=True, data_key="fields", attribute="fields")
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class ChangeRequests(Schema):
    """A customer's requests, newest first."""

    items = fields.List(fields.Nested(ChangeRequest), required=True)


class RecordNow(Schema):
    """Who a customer is by the record as it is now. What is left out is not compared; the SSN always is."""

    first_name = Text(most=100)
    middle_initial = Text(most=10)
    last_name = Text(most=100)
    date_of_birth = a_date(allow_none=True)


class OpenRequest(Schema):
    """The request that asks CSD for a field already."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(rules.OPEN)))


class Difference(Schema):
    """A field in which our record differs from what CORE has; an SSN is masked, and ours left out."""

    field = fields.String(required=True)
    core_value = fields.String(required=True, metadata=_VALUE)
    our_value = fields.String(required=True, metadata=_VALUE)
    request = fields.Nested(
        OpenRequest,
        required=True,
        allow_none=True,
        metadata={"description": "Null where CSD has not been asked for it yet."},
    )


class SentBefore(Schema):
    """The transfer that was compared with."""

    number = fields.Integer(required=True)
    transfer_date = Day(required=True)
    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    program_year = fields.Integer(required=True)


class Comparison(Schema):
    """The record against what CORE has: the last transfer, and what CSD has accepted since (R112).

    `sent` is null where no transfer is kept that told who the applicant is.
    """

    sent = fields.Nested(SentBefore, required=True, allow_none=True)
    differences = fields.List(fields.Nested(Difference), required=True)
