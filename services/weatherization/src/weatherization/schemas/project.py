"""Projects, tasks and measures, as operations take and return them."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import Day, Labelled, Ruled, Schema, Text, ToldText
from weatherization.domain.amounts import parse_cost, parse_quantity
from weatherization.domain.project import MOST_DWELLINGS, TaskStatus, Verification
from weatherization.schemas.clock import Clock

_ID = validate.Range(1, 10**12)
_COST = {"description": "US dollars, such as 1250.50."}
_TASK_STATUS = validate.OneOf([str(status) for status in TaskStatus])
_VERIFICATION = validate.OneOf([str(status) for status in Verification])


def cost(**kwargs: object) -> Ruled:
    """US dollars as people type them."""
    return Ruled(parse_cost, metadata=_COST, **kwargs)


class NewProject(Schema):
    """A project: program, type of work, its dwellings in their order, its first tasks."""

    program = Text(most=20, least=1, required=True)
    job_type = Text(most=40, least=1, required=True)
    dwelling_ids = fields.List(
        fields.Integer(validate=_ID), required=True, validate=validate.Length(min=1, max=MOST_DWELLINGS)
    )
    override_reason = ToldText(
        most=200,
        load_default="",
        metadata={"description": "Required where a dwelling lacks the qualifying assessment (R184)."},
    )
    replacement_cost = cost(load_default=None, allow_none=True)
    tasks = fields.List(ToldText(most=120, least=1), load_default=list, validate=validate.Length(max=40))


class VendorAssignment(Schema):
    """Which vendor does the work; null takes it from the one who has it."""

    vendor_number = fields.Integer(required=True, allow_none=True, validate=_ID)


class NewTask(Schema):
    """Something to be done, in a few words."""

    task = ToldText(most=120, least=1, required=True)


class TaskPatch(Schema):
    """The fields to change. What is no longer DONE is no longer verified either."""

    task = ToldText(most=120, least=1)
    status = fields.String(validate=_TASK_STATUS)
    verification_status = fields.String(validate=_VERIFICATION)
    reason = ToldText(most=200, metadata={"description": "Required to reject what was done."})


class NewMeasure(Schema):
    """A measure of a job, its quantity in the measure's unit, and its cost in US dollars."""

    measure = Text(most=40, least=1, required=True)
    quantity = Ruled(
        parse_quantity, required=True, metadata={"description": "More than 0, two places at most."}
    )
    cost = cost(required=True)


class MeasurePatch(Schema):
    """The fields to change; what is left out stays as it is."""

    measure = Text(most=40, least=1)
    quantity = Ruled(parse_quantity)
    cost = cost()


class ProjectDwelling(Schema):
    """One of a project's dwellings, and the assessment that qualifies it."""

    dwelling_id = fields.Integer(required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    county = fields.String(required=True)
    assessment_id = fields.Integer(required=True, allow_none=True)


class Task(Schema):
    """A task with its verification."""

    task_id = fields.Integer(required=True)
    task = fields.String(required=True)
    status = fields.String(required=True)
    verification_status = fields.String(required=True)
    reason = fields.String(required=True)
    done_on = Day(required=True, allow_none=True)
    verified_by = fields.String(required=True)
    verified_on = Day(required=True, allow_none=True)


class Measure(Schema):
    """A measure of a job."""

    measure_id = fields.Integer(required=True)
    measure = fields.Nested(Labelled, required=True)
    quantity = fields.String(required=True)
    cost = fields.String(required=True)


class Parts(Schema):
    """What a project or job has besides its own fields; of tasks and measures each has its own kind (R185)."""

    program = fields.Nested(Labelled, required=True, allow_none=True)
    vendor_number = fields.Integer(required=True, allow_none=True)
    vendor_name = fields.String(required=True, allow_none=True)
    replacement_cost = fields.Decimal(required=True, allow_none=True, places=2, as_string=True)
    override_reason = fields.String(required=True)
    dwellings = fields.List(fields.Nested(ProjectDwelling), required=True)
    tasks = fields.List(fields.Nested(Task), required=True)
    task_status = fields.String(required=True, allow_none=True)
    task_verification_status = fields.String(required=True, allow_none=True)
    measures = fields.List(fields.Nested(Measure), required=True)
    measures_cost = fields.String(required=True, metadata={"description": "Their sum in US dollars."})
    clock = fields.Nested(Clock, required=True, allow_none=True)


class AssignedPlace(Schema):
    """Where a vendor is to go. Nothing is told of who lives there."""

    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)


class AssignedTask(Schema):
    """A task of an assigned project."""

    task = fields.String(required=True)
    status = fields.String(required=True)
    verification_status = fields.String(required=True)


class WorkItem(Schema):
    """An assessment or a project that is assigned to the vendor who asks."""

    kind = fields.String(required=True, metadata={"description": "assessment or project."})
    id = fields.Integer(required=True)
    program = fields.Nested(Labelled, required=True)
    job_type = fields.String(required=True, metadata={"description": "Of a project; else empty."})
    status = fields.String(required=True)
    open = fields.Boolean(required=True)
    scheduled_for = fields.Date(required=True, allow_none=True)
    completed_on = fields.Date(required=True, allow_none=True)
    places = fields.List(fields.Nested(AssignedPlace), required=True)
    tasks = fields.List(fields.Nested(AssignedTask), required=True)


class WorkItems(Schema):
    """What is assigned to a vendor and was, open work first."""

    items = fields.List(fields.Nested(WorkItem), required=True)
