"""Events of assessments (R180 to R182, R205)."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class AssessmentData(EventData):
    """An assessment as it is after the event. `customers` lists everybody linked to its dwelling today.

    Who performs it is a vendor (`vendor_number`, `vendor_name`) or somebody of the staff (`assessor_id`,
    `assessor_name`), or null until it is assigned. `qualifies` is null until it is completed.
    """

    assessment_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    vendor_number = fields.Integer(required=True, allow_none=True)
    vendor_name = fields.String(required=True, allow_none=True)
    assessor_id = fields.String(required=True, allow_none=True)
    assessor_name = fields.String(required=True, allow_none=True)
    scheduled_for = fields.Date(required=True, allow_none=True)
    completed_on = fields.Date(required=True, allow_none=True)
    qualifies = fields.Boolean(required=True, allow_none=True)
    customers = fields.List(fields.Integer(), required=True)


class AssessmentOrderedData(AssessmentData):
    """A new assessment; `override_reason` where the property does not meet the program's criteria (R181)."""

    override_reason = fields.String(required=True, allow_none=True)


class AssessmentAssignedData(AssessmentData):
    """Who performs an assessment, by name, and who was to before."""

    assigned_to = fields.String(required=True)
    assigned_before = fields.String(required=True, allow_none=True)


class AssessmentCompletedData(AssessmentData):
    """A completed assessment: the codes of the benefits for which the property qualifies, and of the others."""

    qualifies_for = fields.List(fields.String(), required=True)
    fails_for = fields.List(fields.String(), required=True)


class AssessmentCancelledData(AssessmentData):
    """A cancelled assessment and why."""

    reason = fields.String(required=True)


class AssessmentDocumentData(EventData):
    """A document was linked to an assessment, or is no longer."""

    assessment_id = fields.Integer(required=True)
    dwelling_id = fields.Integer(required=True)
    document_id = fields.Integer(required=True)
    customers = fields.List(fields.Integer(), required=True)


assessment_ordered = EventType(
    "assessment_ordered", AssessmentOrderedData, "An assessment of a dwelling was ordered for a program."
)
assessment_assigned = EventType(
    "assessment_assigned", AssessmentAssignedData, "An assessment was assigned to a vendor or to the staff."
)
assessment_scheduled = EventType(
    "assessment_scheduled", AssessmentData, "The day of an assessment was set or changed."
)
assessment_completed = EventType(
    "assessment_completed", AssessmentCompletedData, "An assessment was completed with its findings."
)
assessment_cancelled = EventType(
    "assessment_cancelled", AssessmentCancelledData, "An assessment was cancelled."
)
assessment_document_linked = EventType(
    "assessment_document_linked", AssessmentDocumentData, "A document was linked to an assessment."
)
assessment_document_unlinked = EventType(
    "assessment_document_unlinked",
    AssessmentDocumentData,
    "A document is no longer linked to an assessment.",
)
