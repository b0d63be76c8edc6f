"""Events of projects, which are jobs of another kind (R183 to R185, R205)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventType
from weatherization.events.job import JobData


class ProjectData(JobData):
    """A project as it is after the event. `customers` lists everybody linked to its dwellings today."""

    program = fields.String(required=True)
    dwelling_ids = fields.List(fields.Integer(), required=True)
    assessment_id = fields.Integer(required=True, allow_none=True)
    vendor_number = fields.Integer(required=True, allow_none=True)
    vendor_name = fields.String(required=True, allow_none=True)
    replacement_cost = fields.String(
        required=True, allow_none=True, metadata={"description": "US dollars, two places."}
    )


class ProjectCreatedData(ProjectData):
    """A new project; `override_reason` where it goes without the assessment that its rule requires (R184)."""

    override_reason = fields.String(required=True, allow_none=True)


class ProjectAssignedData(ProjectData):
    """Which vendor does a project, by name, and which was to before. Both are null for nobody."""

    assigned_to = fields.String(required=True, allow_none=True)
    assigned_before = fields.String(required=True, allow_none=True)


class ProjectTaskData(ProjectData):
    """A project of which a task was entered, changed or removed; the task as it is after the event.

    `task_action` is added, changed or removed. `task` is what is to be done, in a few words.
    """

    task_id = fields.Integer(required=True)
    task_action = fields.String(required=True)
    task = fields.String(required=True)
    task_status = fields.String(required=True)
    task_verification_status = fields.String(required=True)
    old_task_status = fields.String(required=True, allow_none=True)
    old_task_verification_status = fields.String(required=True, allow_none=True)


project_created = EventType(
    "project_created", ProjectCreatedData, "A project was entered for one or more dwellings."
)
project_assigned = EventType(
    "project_assigned", ProjectAssignedData, "A project was assigned to a vendor, or to nobody any more."
)
project_task_changed = EventType(
    "project_task_changed", ProjectTaskData, "A task of a project was entered, changed or removed."
)
