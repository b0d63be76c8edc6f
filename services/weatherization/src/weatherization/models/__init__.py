"""The weatherization service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from weatherization.models.assessment import (
    Assessment,
    AssessmentDocument,
    Certification,
    Finding,
    ProgramRule,
)
from weatherization.models.base import Base, Entered
from weatherization.models.dwelling import Dwelling, DwellingLink
from weatherization.models.job import Job
from weatherization.models.project import JobMeasure, ProjectDwelling, ProjectTask
from weatherization.models.property import IneligibleAddress, PropertyEligibility
from weatherization.models.vendor import Vendor

__all__ = [
    "Assessment",
    "AssessmentDocument",
    "Base",
    "Certification",
    "Dwelling",
    "DwellingLink",
    "Entered",
    "Finding",
    "IneligibleAddress",
    "Job",
    "JobMeasure",
    "ProgramRule",
    "ProjectDwelling",
    "ProjectTask",
    "PropertyEligibility",
    "Vendor",
]
