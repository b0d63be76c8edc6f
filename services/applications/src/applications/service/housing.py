"""How the household of an application is housed."""

from __future__ import annotations

from typing import Any

from applications.schemas import housing as schemas
from applications.usecases import housing
from homefire.operations import operation
from homefire.work import Work


class HousingOperations:
    """Operations on the dwelling that an application is for."""

    @operation(
        "GET", "/applications/{application_id}/housing", scope="applications:read", returns=schemas.Housing
    )
    def get_application_housing(self, work: Work, application_id: int) -> dict[str, Any]:
        """The dwelling that an application is for, its address frozen as it was, and how the household is housed."""
        return housing.get_application_housing(work, application_id)

    @operation(
        "PUT",
        "/applications/{application_id}/housing",
        scope="applications:write",
        takes=schemas.HousingInput,
        returns=schemas.Housing,
        versioned=True,
        guarded=True,
    )
    def set_application_housing(
        self, work: Work, application_id: int, body: dict[str, Any]
    ) -> dict[str, Any]:
        """Sets dwelling, units, tenure and landlord; each change becomes a note."""
        return housing.set_application_housing(work, application_id, body)
