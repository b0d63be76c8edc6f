"""What the applications service publishes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from homefire.belonging_contract import customer_records_moved
from homefire.events import EventData, EventType
from homefire.heeding import special_handling_acknowledged
from homefire.reference_editing import reference_changed


class ApplicationData(EventData):
    """Something happened to an application. `changes` names each field that changed."""

    application_id = fields.Integer(required=True)
    program = fields.String(required=True)
    program_year = fields.Integer(required=True)


class ReceivedData(ApplicationData):
    """An application came in. `language` is the customer's, empty when nobody has told it yet."""

    status = fields.String(required=True)
    intake_date = fields.Date(required=True)
    transfer_date = fields.Date(allow_none=True)
    language = fields.String(required=True)
    service_address = fields.String(required=True)
    city = fields.String(required=True)
    zip = fields.String(required=True)
    utility = fields.String(required=True)
    utility_type = fields.String(required=True)
    account_number = fields.String(required=True)


class UpdatedData(ApplicationData):
    """Fields of an application changed. What a customer is found by is told whole, changed or not."""

    service_address = fields.String()
    city = fields.String()
    zip = fields.String()
    account_number = fields.String()
    place_change = fields.String(metadata={"description": "MOVED or CORRECTION, where it was asked (R142)."})


class StatusData(ApplicationData):
    """An application moved in its status machine. `reason` is there where one was given."""

    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()
    transfer_date = fields.Date(allow_none=True)


class PledgeData(ApplicationData):
    """A promise of payment. `amount` is in US dollars."""

    pledge_id = fields.Integer(required=True)
    memo = fields.String(required=True)
    amount = fields.Decimal(required=True, places=2, as_string=True)
    payee = fields.String(required=True)
    account_number = fields.String(required=True)
    status = fields.String(required=True)
    date_submitted = fields.Date(required=True)


class PledgeStatusData(ApplicationData):
    """A pledge was paid, cancelled or opened again."""

    pledge_id = fields.Integer(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()


class MemberName(Schema):
    """What somebody of a household is called. Nothing else is told of them."""

    class Meta:
        unknown = EXCLUDE

    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)


class HouseholdData(ApplicationData):
    """The household of an application was entered or changed. Birth dates and SSNs are never told.

    `members` are the names by which a household is found, in its order; none while it is entered as numbers.
    """

    mode = fields.String(required=True)
    size = fields.Integer(required=True)
    members = fields.List(fields.Nested(MemberName))


class ProgramData(EventData):
    """What happened to a program or to one of its years (`year`). `changes` names each field that changed."""

    program = fields.String(required=True)
    action = fields.String(
        required=True, metadata={"description": "program_added, program_changed, year_added or year_changed."}
    )
    year = fields.Integer()


class ProgramPartData(EventData):
    """An agency set a part of a program: from which day on, as which revision of the part."""

    program = fields.String(required=True)
    part = fields.String(required=True)
    valid_from = fields.Date(required=True)
    revision = fields.Integer(required=True)
    rows = fields.Integer(required=True, metadata={"description": "How many rows the part has from then on."})


class IncomeData(ApplicationData):
    """The income of an application was entered or changed: how many items, and what they come to in a year."""

    items = fields.Integer(required=True)
    yearly = fields.Decimal(required=True, places=2, as_string=True)
    zero_income = fields.Boolean(required=True)


class DecisionData(ApplicationData):
    """A caseworker decided on an application's eligibility. `outcome` is what the rules had answered."""

    decision = fields.String(required=True)
    outcome = fields.String(required=True)
    reason = fields.String()
    tables = fields.List(fields.Integer(), required=True)


class AppealData(ApplicationData):
    """A household appealed against a denial; `due` is the day by which it is reviewed."""

    received = fields.Date(required=True)
    due = fields.Date(required=True)


class RuleTableData(EventData):
    """A table of eligibility figures was published. It is never changed from now on."""

    table_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    area = fields.String(required=True)
    title = fields.String(required=True)
    edition = fields.Integer(required=True)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(required=True)
    applies_from = fields.Date(required=True)


class DwellingData(ApplicationData):
    """The dwelling an application is for, its address as frozen, and how the household is housed there (R266)."""

    dwelling_id = fields.Integer(required=True, allow_none=True)
    dwelling_address = fields.String(required=True)
    housing = fields.String(required=True)
    units = fields.Integer(required=True, allow_none=True)


class QuestionnaireData(ApplicationData):
    """The sign-up questionnaire was answered: to how many questions, of which form. Never what (R199)."""

    answers = fields.Integer(required=True)
    form_version = fields.String(required=True)


class VerificationData(ApplicationData):
    """A verification item moved. `rule` is there where the system did it, `reason` where one was given."""

    item = fields.String(required=True)
    item_label = fields.String(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()
    rule = fields.String()
    document_ids = fields.List(fields.Integer(), required=True)


class LinkData(ApplicationData):
    """A document serves a verification item."""

    item = fields.String(required=True)
    item_label = fields.String(required=True)
    document_id = fields.Integer(required=True)
    document_type = fields.String(required=True)
    file_name = fields.String(required=True)


class BenefitData(ApplicationData):
    """A benefit that the customer gets elsewhere, with the label of its kind."""

    benefit_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    kind_label = fields.String(required=True)
    verified_by = fields.String(required=True)
    verified_by_label = fields.String(required=True)


class ChecklistData(ApplicationData):
    """Items came onto an application's checklist: their codes."""

    account_type = fields.String(required=True)
    items = fields.List(fields.String(), required=True)


class ChecklistItemData(ApplicationData):
    """A checklist item was edited. `changes` names status and note."""

    item = fields.String(required=True)


class RevealData(EventData):
    """Somebody was shown a protected value: which, whose, and why. Never the value."""

    field = fields.String(required=True)
    reason = fields.String(required=True)
    member_id = fields.Integer(required=True)


class TransferData(ApplicationData):
    """An application was sent to CORE under a transfer number: ids and dates, and by what account CORE knows it.

    `override_reason` is there where a supervisor sent it although a finding blocks.
    """

    transfer_number = fields.Integer(required=True)
    transfer_date = fields.Date(required=True)
    account_number = fields.String(required=True)
    override_reason = fields.String()


class ExportData(ApplicationData):
    """Somebody is about to be given what a transfer sends, Social Security numbers included. Never the values."""

    transfer_number = fields.Integer(required=True)


class AnswerData(ApplicationData):
    """CORE answered to a transfer. `effect`: applied, or kept because it contradicts or is late.

    The outcome stands as well under the effect's own name, so that a sentence can be chosen by it.
    """

    transfer_number = fields.Integer(required=True)
    outcome = fields.String(required=True)
    effect = fields.String(required=True)
    code = fields.String()
    reason = fields.String()
    reference = fields.String()
    applied = fields.String()
    contradicts = fields.String()
    late = fields.String()


class ChangeRequestData(EventData):
    """A request to CSD to correct its copy of a customer. Names of fields, never their values (R249)."""

    change_request_id = fields.Integer(required=True)
    program_year = fields.Integer(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)
    fields_named = fields.String(required=True)
    csd_reference = fields.String()
    decision_reason = fields.String()


application_received = EventType("application_received", ReceivedData, "The agency received an application.")
application_updated = EventType("application_updated", UpdatedData, "Fields of an application were changed.")
application_status_changed = EventType(
    "application_status_changed", StatusData, "An application moved to another status."
)
pledge_made = EventType("pledge_made", PledgeData, "The agency promised a payment.")
pledge_status_changed = EventType(
    "pledge_status_changed", PledgeStatusData, "A pledge was paid, cancelled or opened again."
)
household_updated = EventType(
    "household_updated", HouseholdData, "The household of an application was entered or changed."
)
income_updated = EventType(
    "income_updated", IncomeData, "The income of an application was entered or changed."
)
eligibility_decided = EventType(
    "eligibility_decided", DecisionData, "A caseworker decided on an application's eligibility."
)
appeal_received = EventType("appeal_received", AppealData, "A household appealed against a denial.")
rule_table_published = EventType(
    "rule_table_published", RuleTableData, "A table of eligibility figures was published."
)
application_dwelling_set = EventType(
    "application_dwelling_set",
    DwellingData,
    "The dwelling that an application is for, or how the household is housed, was set.",
)
questionnaire_answered = EventType(
    "questionnaire_answered", QuestionnaireData, "The questionnaire of signing up was answered."
)
ssn_revealed = EventType(
    "ssn_revealed", RevealData, "A household member's Social Security number is about to be shown."
)
program_changed = EventType(
    "program_changed", ProgramData, "A program or one of its years was added or changed."
)
program_part_changed = EventType(
    "program_part_changed", ProgramPartData, "A part of a program was set, to hold from a day on."
)
"""Their subject is the program (`program/HEAP`): they concern no customer, so they become no note."""

application_certified = EventType(
    "application_certified", ApplicationData, "The dates of an application's certification were entered."
)
application_transferred = EventType(
    "application_transferred", TransferData, "An application was sent to CORE, under a transfer number."
)
transfer_exported = EventType(
    "transfer_exported",
    ExportData,
    "What a transfer sends is about to be given to the program that sends it.",
)
core_answer_recorded = EventType("core_answer_recorded", AnswerData, "CORE answered to a transfer.")
change_request_drafted = EventType(
    "change_request_drafted", ChangeRequestData, "A change request to CSD was written."
)
change_request_updated = EventType(
    "change_request_updated",
    ChangeRequestData,
    "A change request to CSD was changed before it was submitted.",
)
change_request_submitted = EventType(
    "change_request_submitted", ChangeRequestData, "A change request was submitted to CSD."
)
change_request_accepted = EventType(
    "change_request_accepted", ChangeRequestData, "CSD accepted a change request."
)
change_request_rejected = EventType(
    "change_request_rejected", ChangeRequestData, "CSD rejected a change request."
)
change_request_withdrawn = EventType(
    "change_request_withdrawn", ChangeRequestData, "A change request was withdrawn."
)
verification_changed = EventType(
    "verification_changed", VerificationData, "A verification item of an application moved."
)
verification_document_linked = EventType(
    "verification_document_linked", LinkData, "A document was linked to a verification item."
)
other_benefit_added = EventType(
    "other_benefit_added", BenefitData, "A benefit that the customer gets elsewhere was entered."
)
other_benefit_removed = EventType(
    "other_benefit_removed", BenefitData, "A benefit was taken from the list of those the customer gets."
)
checklist_created = EventType(
    "checklist_created", ChecklistData, "An application's checklist was made, or got its missing items."
)
checklist_item_updated = EventType(
    "checklist_item_updated", ChecklistItemData, "A checklist item got another status or note."
)

PUBLISHED = (
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
