"""Checklists: supplementary steps that decide nothing."""

from __future__ import annotations

from typing import Any

from applications.schemas import checklist as schemas
from applications.usecases import checklists
from homefire.operations import operation
from homefire.work import Work


class ChecklistOperations:
    """Operations on the checklist of an application."""

    @operation(
        "GET",
        "/applications/{application_id}/checklist",
        scope="applications:read",
        returns=schemas.Checklist,
    )
    def get_checklist(self, work: Work, application_id: int) -> dict[str, Any]:
        """The checklist, with the statuses to choose from; empty while it was not created."""
        return checklists.get_checklist(work, application_id)

    @operation(
        "POST",
        "/applications/{application_id}/checklist",
        scope="applications:write",
        takes=schemas.NewChecklist,
        returns=schemas.Checklist,
        status=201,
        guarded=True,
    )
    def create_checklist(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Makes the checklist once, or adds the default items that it does not have."""
        return checklists.create_checklist(work, application_id, body)

    @operation(
        "PATCH",
        "/applications/{application_id}/checklist/{code}",
        scope="applications:write",
        takes=schemas.ChecklistItemPatch,
        returns=schemas.Checklist,
        versioned=True,
        guarded=True,
    )
    def update_checklist_item(
        self, work: Work, application_id: int, code: str, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Changes status and note of one item, in the checklist's version that was read."""
        return checklists.update_checklist_item(work, application_id, code, body)
