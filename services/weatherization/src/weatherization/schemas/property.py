"""Properties, as operations return them, and what is decided of them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import Labelled, Moment, Schema, ToldText
from weatherization.domain.property import Eligibility
from weatherization.schemas.dwelling import Dwelling
from weatherization.schemas.job import JobRow

_STATUSES = [str(status) for status in Eligibility]


class Stay(Schema):
    """One link of the customer to the property."""

    link_id = fields.Integer(required=True)
    role = fields.String(required=True)
    linked_from = fields.Date(required=True, data_key="from", attribute="from")
    linked_to = fields.Date(required=True, allow_none=True, data_key="to", attribute="to")
    version = fields.Integer(required=True)


class PropertyRow(Schema):
    """A property of a customer, now or before (R157)."""

    dwelling_id = fields.Integer(required=True)
    building_id = fields.Integer(required=True, allow_none=True)
    kind = fields.Nested(Labelled, required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)
    current = fields.Boolean(required=True, metadata={"description": "Whether a link holds today."})
    jobs = fields.Integer(
        required=True, metadata={"description": "How many jobs and projects it has or had."}
    )
    stays = fields.List(fields.Nested(Stay), required=True)


class Tenant(Schema):
    """Who lives in a unit today, or owns it. Name and number are all that is told."""

    customer_number = fields.Integer(required=True)
    name = fields.String(
        required=True, metadata={"description": "Empty while nothing is known of the customer."}
    )
    role = fields.String(required=True)
    linked_from = fields.Date(required=True, data_key="from", attribute="from")


class Unit(Schema):
    """A unit of a multi-family building, with its tenants (R179)."""

    dwelling_id = fields.Integer(required=True)
    unit = fields.String(required=True)
    service_address = fields.String(required=True)
    tenants = fields.List(fields.Nested(Tenant), required=True)


class ProgramStanding(Schema):
    """Whether the property may take part in one program, and why (R178)."""

    program = fields.Nested(Labelled, required=True)
    status = fields.String(required=True, validate=validate.OneOf(_STATUSES))
    source = fields.String(
        required=True,
        metadata={
            "description": "`list` of ineligible addresses, `entered` by somebody, `jobs` done before, or empty."
        },
    )
    reason = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True, allow_none=True)


class EligibilityEntry(Schema):
    """One entry of the history."""

    program = fields.Nested(Labelled, required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class PropertyJob(JobRow):
    """A job of the property, or a project that it is a part of."""

    kind = fields.String(required=True, metadata={"description": "job or project."})


class Property(Dwelling):
    """A property with its units, jobs and eligibility. People appear as tenants of a building's units alone."""

    building = fields.Nested(Labelled, required=True, allow_none=True)
    units = fields.List(fields.Nested(Unit), required=True)
    jobs = fields.List(fields.Nested(PropertyJob), required=True)
    ineligible_address = fields.Boolean(required=True, metadata={"description": "On the list today (R61)."})
    eligibility = fields.List(fields.Nested(ProgramStanding), required=True)
    eligibility_history = fields.List(fields.Nested(EligibilityEntry), required=True)


class Decision(Schema):
    """What is decided of a property in one program."""

    program = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(_STATUSES))
    reason = ToldText(most=200, load_default="")


class Found(Schema):
    """What was decided, as it is stored."""

    dwelling_id = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
