"""The applications service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from applications.models.application import Application
from applications.models.base import Base, Stamped
from applications.models.change_request import ChangeRequest, ChangeRequestField
from applications.models.household import HouseholdMember, HouseholdSummary
from applications.models.pledge import Pledge
from applications.models.program import Program, ProgramPart, ProgramVersion, ProgramYear
from applications.models.transfer import Certification, CoreAnswer, Transfer, TransferPerson

__all__ = [
    "Application",
    "Base",
    "Certification",
    "ChangeRequest",
    "ChangeRequestField",
    "CoreAnswer",
    "HouseholdMember",
    "HouseholdSummary",
    "Pledge",
    "Program",
    "ProgramPart",
    "ProgramVersion",
    "ProgramYear",
    "Stamped",
    "Transfer",
    "TransferPerson",
]
