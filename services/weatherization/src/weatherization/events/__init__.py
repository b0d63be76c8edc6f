"""What the weatherization service publishes.

An event has one subject: the customer who lives in the dwelling now, else the one who owns it, else
`dwelling:<id>`. `customers` lists everybody linked now. See the README.
"""

from __future__ import annotations

from homefire.belonging_contract import customer_records_moved
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed
from weatherization.events.assessment import (
    assessment_assigned,
    assessment_cancelled,
    assessment_completed,
    assessment_document_linked,
    assessment_document_unlinked,
    assessment_ordered,
    assessment_scheduled,
)
from weatherization.events.dwelling import (
    dwelling_created,
    dwelling_link_ended,
    dwelling_linked,
    dwelling_updated,
)
from weatherization.events.job import job_created, job_status_changed, job_updated
from weatherization.events.project import project_assigned, project_created, project_task_changed
from weatherization.events.vendor import vendor_created, vendor_updated

PUBLISHED = (
    dwelling_created,
    dwelling_updated,
    dwelling_linked,
    dwelling_link_ended,
    job_created,
    job_updated,
    job_status_changed,
    assessment_ordered,
    assessment_assigned,
    assessment_scheduled,
    assessment_completed,
    assessment_cancelled,
    assessment_document_linked,
    assessment_document_unlinked,
    project_created,
    project_assigned,
    project_task_changed,
    vendor_created,
    vendor_updated,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)

__all__ = [
    "PUBLISHED",
    "assessment_assigned",
    "assessment_cancelled",
    "assessment_completed",
    "assessment_document_linked",
    "assessment_document_unlinked",
    "assessment_ordered",
    "assessment_scheduled",
    "customer_records_moved",
    "dwelling_created",
    "dwelling_link_ended",
    "dwelling_linked",
    "dwelling_updated",
    "job_created",
    "job_status_changed",
    "job_updated",
    "project_assigned",
    "project_created",
    "project_task_changed",
    "reference_changed",
    "special_handling_acknowledged",
    "vendor_created",
    "vendor_updated",
]
