"""The applications service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from applications.models.application import Application, Transfer
from applications.models.base import Base, Stamped
from applications.models.eligibility import EligibilityAppeal, EligibilityDecision, RuleTable
from applications.models.household import HouseholdMember, HouseholdSummary
from applications.models.income import Income, IncomeItem
from applications.models.pledge import Pledge
from applications.models.program import Program, ProgramPart, ProgramYear

__all__ = [
    "Application",
    "Base",
    "EligibilityAppeal",
    "EligibilityDecision",
    "HouseholdMember",
    "HouseholdSummary",
    "Income",
    "IncomeItem",
    "Pledge",
    "Program",
    "ProgramPart",
    "ProgramYear",
    "RuleTable",
    "Stamped",
    "Transfer",
]
