"""What a vendor who has signed in to the portal may ask."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.work import Work
from weatherization.schemas import project as schemas
from weatherization.usecases import assigned


class PortalOperations:
    """Operations of the vendors' portal: no path holds a number, the token names the vendor."""

    @operation("GET", "/portal/assignments", scope="portal:assignments.read", returns=schemas.WorkItems)
    def list_assignments(self, work: Work) -> dict[str, Any]:
        """The assessments and projects that are assigned to the vendor, or were."""
        return assigned.assignments_of(work, work.caller.number_as("vendor"))
