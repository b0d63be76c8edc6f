"""Events of jobs."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class JobData(EventData):
    """A job or project (`kind`) as it is after the event."""

    job_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    job_type = fields.String(required=True)
    status = fields.String(required=True)
    status_reason = fields.String(required=True)
    completed_date = fields.Date(required=True, allow_none=True)
    reported_date = fields.Date(required=True, allow_none=True)
    replacement_cost = fields.String(
        allow_none=True, metadata={"description": "Of a project: US dollars, two places."}
    )
    customers = fields.List(fields.Integer(), required=True)


class JobMoveData(JobData):
    """A job that went from one status to another."""

    old_status = fields.String(required=True)
    new_status = fields.String(required=True)


job_created = EventType("job_created", JobData, "A job was entered for a dwelling.")
job_updated = EventType("job_updated", JobData, "Fields of a job were changed.")
job_status_changed = EventType(
    "job_status_changed", JobMoveData, "A job went from one status to another, back from its report included."
)
