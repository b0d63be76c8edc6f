"""Assessments, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import Labelled, Schema, Text, ToldText
from weatherization.schemas.base import Entered, day
from weatherization.schemas.clock import Clock

_ID = validate.Range(1, 10**12)


class NewAssessment(Schema):
    """An order: for which program, and why in spite of the criteria."""

    program = Text(most=20, least=1, required=True)
    override_reason = ToldText(
        most=200,
        load_default="",
        metadata={"description": "Required where the property does not meet the program's criteria (R181)."},
    )


class Assessor(Schema):
    """Somebody of the staff, by the account's id and the name that the directory gives."""

    id = Text(most=64, least=1, required=True)
    name = Text(most=120, least=1, required=True)


class Assignment(Schema):
    """Who performs an assessment: a vendor or somebody of the staff, one of both."""

    vendor_number = fields.Integer(load_default=None, allow_none=True, validate=_ID)
    assessor = fields.Nested(Assessor, load_default=None, allow_none=True)


class Schedule(Schema):
    """The day of the visit."""

    scheduled_for = day(required=True)


class NewFinding(Schema):
    """Whether the property qualifies for a benefit; a reason is required where it does not."""

    benefit = Text(most=40, least=1, required=True)
    qualifies = fields.Boolean(required=True)
    reason = ToldText(most=200, load_default="")


class Completion(Schema):
    """The findings, and the day they are of: today where it is left out."""

    completed_on = day()
    findings = fields.List(fields.Nested(NewFinding), required=True, validate=validate.Length(max=40))


class Cancellation(Schema):
    """Why an assessment is not performed."""

    reason = ToldText(most=200, least=1, required=True)


class DocumentLink(Schema):
    """A document of somebody linked to the dwelling."""

    document_id = fields.Integer(required=True, validate=_ID)


class Finding(Schema):
    """What was found for one benefit."""

    benefit = fields.Nested(Labelled, required=True)
    qualifies = fields.Boolean(required=True)
    reason = fields.String(required=True)


class Assessment(Entered):
    """An assessment with its dwelling's address, findings and clock. It says nothing of who lives there."""

    assessment_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    program = fields.Nested(Labelled, required=True)
    status = fields.String(required=True)
    next_statuses = fields.List(fields.String(), required=True)
    override_reason = fields.String(required=True)
    vendor_number = fields.Integer(required=True, allow_none=True)
    vendor_name = fields.String(required=True, allow_none=True)
    assessor = fields.Nested(Assessor, required=True, allow_none=True)
    ordered_on = fields.Date(required=True)
    scheduled_for = fields.Date(required=True, allow_none=True)
    completed_on = fields.Date(required=True, allow_none=True)
    qualifies = fields.Boolean(required=True, allow_none=True)
    cancel_reason = fields.String(required=True)
    findings = fields.List(fields.Nested(Finding), required=True)
    documents = fields.List(
        fields.Integer(), required=True, metadata={"description": "Ids of the documents service."}
    )
    clock = fields.Nested(Clock, required=True, allow_none=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)


class Unmet(Schema):
    """A criterion that the property does not meet."""

    code = fields.String(required=True)
    detail = fields.String(required=True)


class Candidate(Schema):
    """A property beside a program: whether it meets the criteria, and what stands against it (R180, R181)."""

    dwelling_id = fields.Integer(required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)
    program = fields.Nested(Labelled, required=True)
    meets = fields.Boolean(required=True)
    unmet = fields.List(fields.Nested(Unmet), required=True)
    unassessed_types = fields.List(fields.String(), required=True)


class Candidates(Schema):
    """Each property that the customer is linked to today, with each program."""

    items = fields.List(fields.Nested(Candidate), required=True)
