"""The weatherization service: what can be asked of it, one module per concept."""

from __future__ import annotations

from typing import Any

from homefire import reference
from homefire.operations import Service, operation
from homefire.reference import ReferenceList
from homefire.reference_operations import reference_operations
from homefire.work import Work
from weatherization import errors
from weatherization.service.assessments import AssessmentOperations
from weatherization.service.belonging import BelongingOperations
from weatherization.service.dwellings import DwellingOperations
from weatherization.service.ineligible import IneligibleOperations
from weatherization.service.jobs import JobOperations
from weatherization.service.portal import PortalOperations
from weatherization.service.program_rules import ProgramRuleOperations
from weatherization.service.projects import ProjectOperations
from weatherization.service.properties import PropertyOperations
from weatherization.service.vendors import VendorOperations


class WeatherizationService(
    DwellingOperations,
    JobOperations,
    PropertyOperations,
    IneligibleOperations,
    AssessmentOperations,
    ProjectOperations,
    ProgramRuleOperations,
    PortalOperations,
    VendorOperations,
    BelongingOperations,
    reference_operations("weatherization"),
    Service,
):
    """Dwellings, who lives in them and owns them, assessments, jobs and projects, and vendors."""

    name = "weatherization"
    calls = ("customers", "documents")
    constraints = errors.CONSTRAINTS

    @operation("GET", "/weatherization/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_weatherization_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's lists.

        job_type, dwelling_kind, heating_fuel, vendor_kind, ineligible_reason, assessment_benefit, measure.
        """
        return {"items": reference.entries(work.connection, name)}
