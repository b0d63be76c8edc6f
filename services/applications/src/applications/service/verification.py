"""The verification panel, and the documents that come in for it."""

from __future__ import annotations

from typing import Any

from applications.schemas import verification as schemas
from applications.usecases import benefits, verification
from homefire.events import Event
from homefire.inbox import handler
from homefire.operations import operation
from homefire.work import Work


class VerificationOperations:
    """Operations on verification items and on the customer's other benefits."""

    @operation(
        "GET",
        "/applications/{application_id}/verification",
        scope="applications:read",
        returns=schemas.Panel,
    )
    def get_verification(self, work: Work, application_id: int) -> dict[str, Any]:
        """The five items with documents and history, and the other benefits that the customer gets."""
        return verification.get_verification(work, application_id)

    @operation(
        "POST",
        "/applications/{application_id}/verification/{item}",
        scope="applications:write",
        takes=schemas.ItemDecision,
        returns=schemas.Panel,
        versioned=True,
        guarded=True,
    )
    def decide_verification(
        self, work: Work, application_id: int, item: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Verifies, rejects or reopens an item; each becomes a note."""
        return verification.decide_verification(work, application_id, item, body)

    @operation(
        "POST",
        "/applications/{application_id}/verification/{item}/documents",
        scope="applications:write",
        takes=schemas.DocumentLink,
        returns=schemas.Panel,
        versioned=True,
        guarded=True,
    )
    def link_verification_document(
        self, work: Work, application_id: int, item: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Links a document of the matching type to an item."""
        return verification.link_verification_document(work, application_id, item, body)

    @operation(
        "POST",
        "/applications/{application_id}/benefits",
        scope="applications:write",
        takes=schemas.NewBenefit,
        returns=schemas.Panel,
        versioned=True,
        guarded=True,
    )
    def add_other_benefit(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a benefit that the customer gets elsewhere."""
        return benefits.add_other_benefit(work, application_id, body)

    @operation(
        "POST",
        "/applications/{application_id}/benefits/{benefit_id}/removal",
        scope="applications:write",
        returns=schemas.Panel,
        versioned=True,
        guarded=True,
    )
    def remove_other_benefit(self, work: Work, application_id: int, benefit_id: int) -> dict[str, Any]:
        """Takes a benefit from the list."""
        return benefits.remove_other_benefit(work, application_id, benefit_id)

    @handler("documents", "document_uploaded", historic=True)
    def follow_document(self, work: Work, event: Event) -> None:
        """Puts under review what a document that came in serves; knows of imported ones as well."""
        verification.follow_document(work, event)
