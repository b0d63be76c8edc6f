"""Documents that were made for an assessment or during it (R180). What is in them, documents alone knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from homefire import belonging, projection, schemas
from homefire.errors import FieldProblem, Invalid, NotFound
from homefire.events import Event, EventType
from homefire.work import Work
from weatherization import errors, events
from weatherization.models import Assessment, AssessmentDocument
from weatherization.repository import assessments as repository
from weatherization.usecases.assessments import get_assessment, load, touch
from weatherization.usecases.telling import audience, tell

SOURCE = "documents"


class UploadedDocument(Schema):
    """What is read of a `document_uploaded`."""

    class Meta:
        unknown = EXCLUDE

    document_id = fields.Integer(required=True)


_uploaded = UploadedDocument()


def link_assessment_document(work: Work, assessment_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Links a document of somebody who is linked to the dwelling, or was. A second time changes nothing."""
    assessment = load(work, assessment_id)
    document_id = body["document_id"]
    owner = _owner_of(work, document_id)
    if owner is None or not repository.is_linked(work.session, owner, assessment.dwelling_id):
        detail = "This document is of nobody who is linked to the dwelling. Choose one from the list."
        raise Invalid(detail, fields=[FieldProblem("document_id", "not_of_this_dwelling", detail)])
    if repository.find_document(work.session, assessment_id, document_id) is None:
        stamp = work.stamp()
        work.session.add(
            AssessmentDocument(
                assessment_id=assessment_id,
                document_id=document_id,
                linked_by=stamp.entered_by,
                linked_at=stamp.entered_at,
            )
        )
        touch(work, assessment)
        _tell(work, events.assessment_document_linked, assessment, document_id)
    return get_assessment(work, assessment_id)


def unlink_assessment_document(work: Work, assessment_id: int, document_id: int) -> dict[str, Any]:
    """Takes a document from an assessment; the document itself stays."""
    assessment = load(work, assessment_id)
    linked = repository.find_document(work.session, assessment_id, document_id)
    if linked is None:
        raise errors.DocumentNotLinked()
    work.session.delete(linked)
    touch(work, assessment)
    _tell(work, events.assessment_document_unlinked, assessment, document_id)
    return get_assessment(work, assessment_id)


def remember_document(work: Work, event: Event) -> None:
    """Keeps whose a document is that came in."""
    document = schemas.load(_uploaded, event.data)
    known = {"customer_number": int(event.subject)}
    projection.remember(work.session, SOURCE, str(document["document_id"]), event.sequence, known)


def _owner_of(work: Work, document_id: int) -> int | None:
    """The customer whose a document is; one that no event has told of is asked for. None where there is none."""
    known: Mapping[str, Any] | None = projection.recall(work.session, SOURCE, str(document_id))
    if known is None:
        try:
            known = work.ask(SOURCE, "get_document", document_id)
        except NotFound:
            return None
    return belonging.lead(work.session, known["customer_number"])


def _tell(work: Work, event_type: EventType, assessment: Assessment, document_id: int) -> None:
    subject, customers = audience(work, assessment.dwelling_id)
    tell(
        work,
        event_type,
        subject=subject,
        customers=customers,
        aggregate=f"assessment/{assessment.id}",
        sequence=assessment.version,
        data={
            "assessment_id": assessment.id,
            "dwelling_id": assessment.dwelling_id,
            "document_id": document_id,
            "customers": customers,
        },
    )
