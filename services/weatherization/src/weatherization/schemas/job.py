"""Jobs, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import HistoryFields, Labelled, Schema, Text, history_field
from weatherization.domain.job import Status
from weatherization.schemas.base import Entered, day, new_id
from weatherization.schemas.project import Parts, cost

_STATUSES = [str(status) for status in Status]


class JobHistory(HistoryFields):
    """What an import may give besides who and when: how far the job had come."""

    job_id = new_id()
    status = fields.String(validate=validate.OneOf(_STATUSES))
    status_reason = Text(most=200)
    completed_date = day(allow_none=True)
    reported_date = day(allow_none=True)


class NewJob(Schema):
    """A new job. It begins as NEW; an import says how far it had come."""

    job_type = Text(most=40, least=1, required=True)
    history = history_field(JobHistory)


class JobPatch(Schema):
    """The fields to change; what is left out stays as it is. The completed date, while COMPLETED."""

    job_type = Text(most=40, least=1)
    completed_date = day()
    replacement_cost = cost(allow_none=True)


class JobMove(Schema):
    """The status a job goes to. Dates that the status needs and nobody gives are today's."""

    status = fields.String(required=True, validate=validate.OneOf(_STATUSES))
    completed_date = day()
    reported_date = day()
    reason = Text(
        most=200,
        load_default="",
        metadata={"description": "Required to defer, cancel, reopen, reinstate, rework or un-report a job."},
    )


class Job(Entered, Parts):
    """A job or project (`kind`) with the address of its dwelling, of a project's first one."""

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


class OwnJob(Schema):
    """A job as the customer of its time is shown it."""

    job_id = fields.Integer(required=True)
    job_type = fields.Nested(Labelled, required=True)
    status = fields.String(required=True)
    completed_date = fields.Date(required=True, allow_none=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)


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
