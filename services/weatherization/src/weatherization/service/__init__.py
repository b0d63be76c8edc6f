"""The weatherization service: what can be asked of it, one module per concept."""

from __future__ import annotations

from typing import Any

from homefire import reference
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.work import Work
from weatherization import errors
from weatherization.service.belonging import BelongingOperations
from weatherization.service.dwellings import DwellingOperations
from weatherization.service.jobs import JobOperations
from weatherization.service.vendors import VendorOperations


class WeatherizationService(
    DwellingOperations,
    JobOperations,
    VendorOperations,
    BelongingOperations,
    reference_operations("weatherization"),
    Service,
):
    """Dwellings, who lives in them and owns them, the jobs done on them, and vendors."""

    name = "weatherization"
    calls = ("customers",)
    constraints = errors.CONSTRAINTS

    @operation("GET", "/weatherization/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_weatherization_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: job_type, dwelling_kind, vendor_kind."""
        return {"items": reference.entries(work.connection, name)}
