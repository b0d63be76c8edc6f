"""What the applications service publishes, one module per concept."""

from __future__ import annotations

from applications.events.application import (
    application_dwelling_set,
    application_received,
    application_status_changed,
    application_updated,
    household_updated,
    questionnaire_answered,
    ssn_revealed,
)
from applications.events.core import (
    application_certified,
    application_transferred,
    change_request_accepted,
    change_request_drafted,
    change_request_rejected,
    change_request_submitted,
    change_request_updated,
    change_request_withdrawn,
    core_answer_recorded,
    transfer_exported,
)
from applications.events.eligibility import (
    appeal_received,
    eligibility_decided,
    income_updated,
    rule_table_published,
)
from applications.events.pledge import (
    pledge_made,
    pledge_status_changed,
)
from applications.events.program import (
    program_changed,
    program_part_changed,
)
from applications.events.registration import program_registered
from applications.events.verification import (
    checklist_created,
    checklist_item_updated,
    other_benefit_added,
    other_benefit_removed,
    verification_changed,
    verification_document_linked,
)
from homefire.belonging_contract import customer_records_moved
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed

PUBLISHED = (
    program_registered,
    application_received,
    application_certified,
    application_transferred,
    transfer_exported,
    core_answer_recorded,
    change_request_drafted,
    change_request_updated,
    change_request_submitted,
    change_request_accepted,
    change_request_rejected,
    change_request_withdrawn,
    application_updated,
    application_status_changed,
    pledge_made,
    pledge_status_changed,
    household_updated,
    income_updated,
    eligibility_decided,
    appeal_received,
    rule_table_published,
    application_dwelling_set,
    questionnaire_answered,
    ssn_revealed,
    program_changed,
    program_part_changed,
    verification_changed,
    verification_document_linked,
    other_benefit_added,
    other_benefit_removed,
    checklist_created,
    checklist_item_updated,
    reference_changed,
    special_handling_acknowledged,
    customer_records_moved,
)

__all__ = [
    "PUBLISHED",
    "appeal_received",
    "application_certified",
    "application_dwelling_set",
    "application_received",
    "application_status_changed",
    "application_transferred",
    "application_updated",
    "change_request_accepted",
    "change_request_drafted",
    "change_request_rejected",
    "change_request_submitted",
    "change_request_updated",
    "change_request_withdrawn",
    "checklist_created",
    "checklist_item_updated",
    "core_answer_recorded",
    "customer_records_moved",
    "eligibility_decided",
    "household_updated",
    "income_updated",
    "other_benefit_added",
    "other_benefit_removed",
    "pledge_made",
    "pledge_status_changed",
    "program_changed",
    "program_part_changed",
    "program_registered",
    "questionnaire_answered",
    "reference_changed",
    "rule_table_published",
    "special_handling_acknowledged",
    "ssn_revealed",
    "transfer_exported",
    "verification_changed",
    "verification_document_linked",
]
