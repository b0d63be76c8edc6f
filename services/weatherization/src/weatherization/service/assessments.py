"""Assessments of dwellings, and what other services tell that concerns them."""

from __future__ import annotations

from typing import Any

from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization.schemas import assessment as schemas
from weatherization.usecases import assessment_documents as documents
from weatherization.usecases import assessments, certifications

READ, WRITE = "weatherization:read", "weatherization:write"
AssessmentsPage = page_of(schemas.Assessment)


class AssessmentOperations:
    """Operations on assessments."""

    @operation("GET", "/customers/{number}/assessments", scope=READ, returns=AssessmentsPage)
    def list_assessments(self, work: Work, number: int) -> dict[str, Any]:
        """The assessments of every dwelling that a customer is linked to or was, newest first."""
        return assessments.list_assessments(work, number)

    @operation("GET", "/customers/{number}/assessable-properties", scope=READ, returns=schemas.Candidates)
    def list_assessable(self, work: Work, number: int) -> dict[str, Any]:
        """Each property of a customer beside each program: whether it meets the criteria, and what stands against it."""
        return assessments.list_assessable(work, number)

    @operation(
        "POST",
        "/dwellings/{dwelling_id}/assessments",
        scope=WRITE,
        takes=schemas.NewAssessment,
        returns=schemas.Assessment,
        status=201,
        guarded=True,
    )
    def order_assessment(self, work: Work, dwelling_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Orders an assessment of a dwelling; with a reason in spite of the program's criteria."""
        return assessments.order_assessment(work, dwelling_id, body)

    @operation("GET", "/assessments/{assessment_id}", scope=READ, returns=schemas.Assessment)
    def get_assessment(self, work: Work, assessment_id: int) -> dict[str, Any]:
        """One assessment with findings, documents and what it may become next."""
        return assessments.get_assessment(work, assessment_id)

    @operation(
        "POST",
        "/assessments/{assessment_id}/assignment",
        scope=WRITE,
        takes=schemas.Assignment,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def assign_assessment(self, work: Work, assessment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Gives an assessment to a vendor or to somebody of the staff."""
        return assessments.assign_assessment(work, assessment_id, body)

    @operation(
        "POST",
        "/assessments/{assessment_id}/schedule",
        scope=WRITE,
        takes=schemas.Schedule,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def schedule_assessment(self, work: Work, assessment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Sets the day of the visit, or moves it."""
        return assessments.schedule_assessment(work, assessment_id, body)

    @operation(
        "POST",
        "/assessments/{assessment_id}/completion",
        scope=WRITE,
        takes=schemas.Completion,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def complete_assessment(self, work: Work, assessment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records the findings: for which benefits the property qualifies, and for which not and why."""
        return assessments.complete_assessment(work, assessment_id, body)

    @operation(
        "POST",
        "/assessments/{assessment_id}/cancellation",
        scope=WRITE,
        takes=schemas.Cancellation,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def cancel_assessment(self, work: Work, assessment_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Gives an assessment up, with a reason."""
        return assessments.cancel_assessment(work, assessment_id, body)

    @operation(
        "POST",
        "/assessments/{assessment_id}/documents",
        scope=WRITE,
        takes=schemas.DocumentLink,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def link_assessment_document(
        self, work: Work, assessment_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Links a document that was made for an assessment or during it."""
        return documents.link_assessment_document(work, assessment_id, body)

    @operation(
        "POST",
        "/assessments/{assessment_id}/documents/{document_id}/removal",
        scope=WRITE,
        returns=schemas.Assessment,
        versioned=True,
        guarded=True,
    )
    def unlink_assessment_document(self, work: Work, assessment_id: int, document_id: int) -> dict[str, Any]:
        """Takes a document from an assessment; the document itself stays."""
        return documents.unlink_assessment_document(work, assessment_id, document_id)

    @handler(
        "applications",
        "application_certified",
        "application_dwelling_set",
        "application_status_changed",
        historic=True,
    )
    def follow_application(self, work: Work, event: Event) -> None:
        """Keeps when an application was certified, for which dwelling, and whether it has ended."""
        certifications.follow_application(work, event)

    @handler("documents", "document_uploaded", historic=True)
    def remember_document(self, work: Work, event: Event) -> None:
        """Keeps whose a document is, so that one of a stranger is refused without asking."""
        documents.remember_document(work, event)
