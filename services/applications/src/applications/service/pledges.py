"""Promises of payment."""

from __future__ import annotations

from typing import Any

from applications.schemas import pledge as schemas
from applications.usecases import pledges
from homefire.operations import operation
from homefire.work import Work


class PledgeOperations:
    """Operations on pledges."""

    @operation(
        "POST",
        "/applications/{application_id}/pledges",
        scope="applications:write",
        takes=schemas.NewPledge,
        returns=schemas.WrittenPledge,
        status=201,
        guarded=True,
    )
    def add_pledge(self, work: Work, application_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Records a promise of payment."""
        return pledges.add_pledge(work, application_id, body)

    @operation(
        "POST",
        "/pledges/{pledge_id}/status",
        scope="applications:write",
        takes=schemas.PledgeStatusChange,
        returns=schemas.WrittenPledge,
        versioned=True,
        version_optional=True,
        guarded=True,
    )
    def change_pledge_status(self, work: Work, pledge_id: int, body: dict[str, Any]) -> dict[str, Any]:
        """Marks a pledge as paid or cancelled, or opens it again."""
        return pledges.change_pledge_status(work, pledge_id, body)
