"""The applications service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from applications.models.application import Application, Transfer
from applications.models.base import Base, Stamped
from applications.models.household import HouseholdMember, HouseholdSummary
from applications.models.housing import Housing
from applications.models.pledge import Pledge
from applications.models.program import Program, ProgramPart, ProgramYear
from applications.models.questionnaire import QuestionnaireAnswer

__all__ = [
    "Application",
    "Base",
    "HouseholdMember",
    "HouseholdSummary",
    "Housing",
    "Pledge",
    "Program",
    "ProgramPart",
    "ProgramYear",
    "QuestionnaireAnswer",
    "Stamped",
    "Transfer",
]
