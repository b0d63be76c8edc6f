"""What the operations of weatherization take and return."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from homefire.schemas import HistoryFields, Labelled, Moment, Ruled, Schema, Text, history_field
from homefire.us import addresses
from homefire.us.dates import parse_date
from weatherization.domain import dwelling
from weatherization.domain.job import Status
from weatherization.domain.link import ROLES

_STATUSES = [str(status) for status in Status]
_LAST_DAY = "The last day, included. Left out or null: until now."


def _id() -> fields.Integer:
    return fields.Integer(validate=validate.Range(1, 10**12))


def _date(description: str = "ISO 8601 or MM/DD/YYYY.", **kwargs: Any) -> Ruled:
    return Ruled(parse_date, metadata={"description": description}, **kwargs)


class AddressPatch(Schema):
    """Parts of a dwelling's address. City, county and state fill in from the ZIP code; what is typed wins."""

    number = Text(most=20)
    street = Ruled(dwelling.parse_street, metadata={"maxLength": 100}, validate=validate.Length(max=100))
    street_type = Text(most=40)
    building_type = Text(most=40)
    unit = Text(most=20)
    zip = Ruled(dwelling.parse_zip)
    city = Text(most=60)
    county = Text(most=60)
    state = Ruled(addresses.parse_state)


class NewAddress(AddressPatch):
    """A dwelling's address: at least a street and a ZIP code."""

    street = Ruled(
        dwelling.parse_street, required=True, metadata={"maxLength": 100}, validate=validate.Length(max=100)
    )
    zip = Ruled(dwelling.parse_zip, required=True)


class DwellingPatch(Schema):
    """The fields to change; what is left out stays as it is."""

    kind = Text(most=40, least=1)
    address = fields.Nested(AddressPatch)


class DwellingHistory(HistoryFields):
    """What an import may give besides who and when."""

    dwelling_id = _id()


class NewDwelling(Schema):
    """A new dwelling."""

    kind = Text(most=40, least=1, load_default="UNKNOWN")
    address = fields.Nested(NewAddress, required=True)
    history = history_field(DwellingHistory)


class Address(Schema):
    """A dwelling's address as it is stored."""

    number = fields.String()
    street = fields.String()
    street_type = fields.String()
    building_type = fields.String()
    unit = fields.String()
    zip = fields.String()
    city = fields.String()
    county = fields.String()
    state = fields.String()


class Entered(Schema):
    """Version, and who entered and last changed something."""

    version = fields.Integer(required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class Dwelling(Entered):
    """A dwelling. It says nothing of the people who live there."""

    dwelling_id = fields.Integer(required=True)
    kind = fields.Nested(Labelled, required=True)
    address = fields.Nested(Address, required=True)
    service_address = fields.String(required=True)


class LinkHistory(HistoryFields):
    """What an import may give besides who and when."""

    link_id = _id()


class NewLink(Schema):
    """A customer's link to a dwelling: as whom, and from which day to which."""

    dwelling_id = fields.Integer(required=True, validate=validate.Range(1, 10**12))
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    linked_from = _date(
        "The first day: ISO 8601 or MM/DD/YYYY.", required=True, data_key="from", attribute="from"
    )
    linked_to = _date(_LAST_DAY, load_default=None, allow_none=True, data_key="to", attribute="to")
    history = history_field(LinkHistory)


class LinkEnd(Schema):
    """The last day of a link, included."""

    linked_to = _date("The last day, included.", required=True, data_key="to", attribute="to")


class Link(Entered):
    """A customer's link to a dwelling, with the dwelling's address."""

    link_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    role = fields.String(required=True)
    linked_from = fields.Date(required=True, data_key="from", attribute="from")
    linked_to = fields.Date(required=True, allow_none=True, data_key="to", attribute="to")
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)


class JobHistory(HistoryFields):
    """What an import may give besides who and when: how far the job had come."""

    job_id = _id()
    status = fields.String(validate=validate.OneOf(_STATUSES))
    status_reason = Text(most=200)
    completed_date = _date(allow_none=True)
    reported_date = _date(allow_none=True)


class NewJob(Schema):
    """A new job. It begins as NEW; an import says how far it had come."""

    job_type = Text(most=40, least=1, required=True)
    history = history_field(JobHistory)


class JobPatch(Schema):
    """The fields to change; what is left out stays as it is. The completed date, while COMPLETED."""

    job_type = Text(most=40, least=1)
    completed_date = _date()


class JobMove(Schema):
    """The status a job goes to. Dates that the status needs and nobody gives are today's."""

    status = fields.String(required=True, validate=validate.OneOf(_STATUSES))
    completed_date = _date()
    reported_date = _date()
    reason = Text(
        most=200,
        load_default="",
        metadata={"description": "Required to defer, cancel, reopen, reinstate, rework or un-report a job."},
    )


class Job(Entered):
    """A job with its dwelling's address."""

    job_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    job_type = fields.Nested(Labelled, required=True)
    status = fields.String(required=True)
    status_reason = fields.String(required=True)
    next_statuses = fields.List(fields.String(), required=True)
    completed_date = fields.Date(required=True, allow_none=True)
    reported_date = fields.Date(required=True, allow_none=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)


class JobRow(Schema):
    """One row of the jobs grid (R94)."""

    dwelling_id = fields.Integer(required=True)
    job_id = fields.Integer(required=True)
    job_type = fields.Nested(Labelled, required=True)
    status = fields.String(required=True)
    completed_date = fields.Date(required=True, allow_none=True)
    reported_date = fields.Date(required=True, allow_none=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)
