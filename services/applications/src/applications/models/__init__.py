"""The applications service's own tables, one module per concept.

Every module is imported here, so that whoever has one table has the metadata of all.
"""

from applications.models.application import Application
from applications.models.base import Base, Stamped
from applications.models.change_request import ChangeRequest, ChangeRequestField
from applications.models.checklist import Checklist, ChecklistItem
from applications.models.eligibility import EligibilityAppeal, EligibilityDecision, RuleTable
from applications.models.household import HouseholdMember, HouseholdSummary
from applications.models.housing import Housing
from applications.models.income import Income, IncomeItem
from applications.models.pledge import Pledge
from applications.models.program import Program, ProgramPart, ProgramVersion, ProgramYear
from applications.models.questionnaire import QuestionnaireAnswer
from applications.models.registration import Registration
from applications.models.transfer import Certification, CoreAnswer, Transfer, TransferPerson
from applications.models.verification import (
    OtherBenefit,
    VerificationChange,
    VerificationDocument,
    VerificationItem,
)

__all__ = [
    "Application",
    "Base",
    "Certification",
    "ChangeRequest",
    "ChangeRequestField",
    "Checklist",
    "ChecklistItem",
    "CoreAnswer",
    "EligibilityAppeal",
    "EligibilityDecision",
    "HouseholdMember",
    "HouseholdSummary",
    "Housing",
    "Income",
    "IncomeItem",
    "OtherBenefit",
    "Pledge",
    "Program",
    "ProgramPart",
    "ProgramVersion",
    "ProgramYear",
    "QuestionnaireAnswer",
    "Registration",
    "RuleTable",
    "Stamped",
    "Transfer",
    "TransferPerson",
    "VerificationChange",
    "VerificationDocument",
    "VerificationItem",
]
