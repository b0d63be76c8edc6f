"""The applications service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from applications.models.application import Application, Transfer
from applications.models.base import Base, Stamped
from applications.models.checklist import Checklist, ChecklistItem
from applications.models.household import HouseholdMember, HouseholdSummary
from applications.models.pledge import Pledge
from applications.models.program import Program, ProgramPart, ProgramYear
from applications.models.verification import (
    OtherBenefit,
    VerificationChange,
    VerificationDocument,
    VerificationItem,
)

__all__ = [
    "Application",
    "Base",
    "Checklist",
    "ChecklistItem",
    "HouseholdMember",
    "HouseholdSummary",
    "OtherBenefit",
    "Pledge",
    "Program",
    "ProgramPart",
    "ProgramYear",
    "Stamped",
    "Transfer",
    "VerificationChange",
    "VerificationDocument",
    "VerificationItem",
]
