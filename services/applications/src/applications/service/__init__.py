"""The applications service: what can be asked of it, one module per concept."""

from __future__ import annotations

from applications import errors
from applications.service.applications import ApplicationOperations
from applications.service.belonging import BelongingOperations
from applications.service.change_requests import ChangeRequestOperations
from applications.service.checklist import ChecklistOperations
from applications.service.eligibility import EligibilityOperations
from applications.service.household import HouseholdOperations
from applications.service.housing import HousingOperations
from applications.service.pledges import PledgeOperations
from applications.service.portal import PortalOperations
from applications.service.programs import ProgramOperations
from applications.service.questionnaire import QuestionnaireOperations
from applications.service.residence import ResidenceOperations
from applications.service.rule_tables import RuleTableOperations
from applications.service.transfers import TransferOperations
from applications.service.verification import VerificationOperations
from homefire.operations import Service
from homefire.reference_operations import reference_operations


class ApplicationsService(
    ApplicationOperations,
    HouseholdOperations,
    HousingOperations,
    QuestionnaireOperations,
    PledgeOperations,
    ProgramOperations,
    VerificationOperations,
    EligibilityOperations,
    RuleTableOperations,
    ChecklistOperations,
    TransferOperations,
    ChangeRequestOperations,
    PortalOperations,
    BelongingOperations,
    ResidenceOperations,
    reference_operations("applications"),
    Service,
):
    """Payment assistance: what households have applied for, where it stands, what was promised."""

    name = "applications"
    calls = ("customers", "weatherization", "documents")
    scopes = ("customers:ssn.compare", "customers:identity.take")
    constraints = errors.CONSTRAINTS
