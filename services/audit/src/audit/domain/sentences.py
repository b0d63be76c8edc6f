"""What each type of event says as a note: one table, read by `audit.domain.narration`.

An event that lists `changes` makes one note for each of them; the sentences are for what an event says
without. A sentence names keys of the event's data. The first sentence whose keys are all there is used, so a
publisher may add facts later without a change here. After a colon stands how the value reads: `date`
(3/26/2019), `moment` (3/26/2019 14:05, agency zone, 24-hour clock, R202), `time` (14:05) or `money` ($9.50).
"""

from __future__ import annotations

from typing import Final

_APPLICATION = "{program} {program_year}"
_ASSESSMENT = "Assessment {assessment_id} ({program})"
_REQUEST = "CSD change request {change_request_id} ({program_year})"

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "customer_created": (
        "Customer record created; confirmed to be somebody else than customer {different_from}",
        "Customer record created",
    ),
    "consent_given": ("Consent given on {date:date}: {channel_label}, {source_label}", "Consent given"),
    "consent_revoked": ("Consent revoked on {date:date}: {channel_label}, {source_label}", "Consent revoked"),
    "special_handling_acknowledged": ("Changed under special handling: {reason}",),
    "portal_access_linked": ("Portal log-in of {account_name} linked {way}",),
    "portal_access_ended": ("Portal log-in of {account_name} taken away",),
    "portal_code_ordered": ("Portal code mailed, good until {expires_on:date}",),
    "portal_code_locked": ("Portal code locked after five wrong tries",),
    "special_handling_set": ("Special handling set: {reason}",),
    "special_handling_cleared": ("Special handling cleared: {reason}",),
    "ssn_correction_requested": (
        "SSN/Tax ID correction {correction_id} requested: {reason} (proof: {proof})",
    ),
    "ssn_correction_approved": (
        "SSN/Tax ID correction {correction_id} approved, requested by {requested_by}: {reason}",
        "SSN/Tax ID correction {correction_id} approved, requested by {requested_by}",
    ),
    "ssn_correction_rejected": (
        "SSN/Tax ID correction {correction_id} rejected, requested by {requested_by}: {reason}",
    ),
    "ssn_correction_withdrawn": (
        "SSN/Tax ID correction {correction_id} withdrawn: {reason}",
        "SSN/Tax ID correction {correction_id} withdrawn",
    ),
    "customer_deleted": ("Customer record deleted: {reason}",),
    "customer_restored": ("Customer record restored: {reason}",),
    "customer_merged": ("Customer record merged into customer {survivor}: {reason}",),
    "customer_unmerged": ("Merge into customer {survivor} undone: {reason}",),
    "merge_received": ("Customer {number} merged into this record: {reason}",),
    "merge_undone": (
        "Merge of customer {number} into this record undone, {kept} kept: {reason}",
        "Merge of customer {number} into this record undone: {reason}",
    ),
    "lock_taken_over": ("Record taken over from {holder}: {reason}",),
    "sales_imported": ("{sales} sales imported", "Sales imported"),
    "application_received": (
        _APPLICATION + " application received, intake date {intake_date:date}",
        "Application received",
    ),
    "application_status_changed": (
        _APPLICATION + " status changed from {old_status} to {new_status}: {reason}",
        _APPLICATION + " status changed from {old_status} to {new_status}",
    ),
    "application_transferred": (
        _APPLICATION + " sent to CORE as transfer {transfer_number}, in spite of a block: {override_reason}",
        _APPLICATION + " sent to CORE as transfer {transfer_number}",
    ),
    "transfer_exported": (_APPLICATION + ": what transfer {transfer_number} sends was handed out",),
    "core_answer_recorded": (
        _APPLICATION + " {applied} by CORE, transfer {transfer_number}, reference {reference}",
        _APPLICATION + " {applied} by CORE, transfer {transfer_number}: {reason}",
        _APPLICATION + " {applied} by CORE, transfer {transfer_number}",
        _APPLICATION
        + ": CORE answered again to transfer {transfer_number}, {contradicts}; not applied: {reason}",
        _APPLICATION + ": CORE answered again to transfer {transfer_number}, {contradicts}; not applied",
        _APPLICATION + ": CORE answered late to transfer {transfer_number}, {late}; not applied: {reason}",
        _APPLICATION + ": CORE answered late to transfer {transfer_number}, {late}; not applied",
    ),
    "change_request_drafted": (_REQUEST + " written for {fields_named}: {reason}",),
    "change_request_updated": (_REQUEST + " changed, for {fields_named}: {reason}",),
    "change_request_submitted": (
        _REQUEST + " submitted for {fields_named}, CSD reference {csd_reference}",
        _REQUEST + " submitted for {fields_named}",
    ),
    "change_request_accepted": (
        _REQUEST + " accepted by CSD, reference {csd_reference}",
        _REQUEST + " accepted by CSD",
    ),
    "change_request_rejected": (_REQUEST + " rejected by CSD: {decision_reason}",),
    "change_request_withdrawn": (_REQUEST + " withdrawn: {decision_reason}", _REQUEST + " withdrawn"),
    "pledge_made": (
        _APPLICATION + " pledge of {amount:money} to {payee}, account {account_number}: {memo}",
        _APPLICATION + " pledge of {amount:money} to {payee}: {memo}",
        _APPLICATION + " pledge of {amount:money}: {memo}",
        "Pledge made",
    ),
    "pledge_status_changed": (
        _APPLICATION + " pledge changed from {old_status} to {new_status}: {reason}",
        _APPLICATION + " pledge changed from {old_status} to {new_status}",
    ),
    "household_updated": (_APPLICATION + " household entered, {size} members",),
    "income_updated": (_APPLICATION + " income entered, {items} items, {yearly:money} a year",),
    "eligibility_decided": (
        _APPLICATION + ' decided {decision}, the rules had answered "{outcome_label}": {reason}',
        _APPLICATION + ' decided {decision}, the rules had answered "{outcome_label}"',
        # Told before outcomes had words.
        _APPLICATION + " decided {decision}, the rules had answered {outcome}: {reason}",
        _APPLICATION + " decided {decision}, the rules had answered {outcome}",
    ),
    "appeal_received": (_APPLICATION + " appeal received on {received:date}, to be reviewed by {due:date}",),
    "application_dwelling_set": (_APPLICATION + " housing entered",),
    "program_registered": ("Signed up in the portal for {program} on {registered_on:date}",),
    "questionnaire_answered": (
        _APPLICATION + " questionnaire answered: {answers} answers, form version {form_version}",
    ),
    "verification_document_linked": (
        _APPLICATION + " {item_label}: {document_type} linked: {file_name}",
        "Document linked",
    ),
    "other_benefit_added": (
        _APPLICATION + " other benefit entered: {kind_label}, verified by {verified_by_label}",
        "Other benefit entered",
    ),
    "other_benefit_removed": (
        _APPLICATION + " other benefit removed: {kind_label}",
        "Other benefit removed",
    ),
    "property_eligibility_decided": (
        "Property {dwelling_id} {status} for {program}: {reason}",
        "Property {dwelling_id} {status} for {program}",
    ),
    "ineligible_address_added": (
        "{address} {zip} put on the list of ineligible addresses from {listed_from:date}: {reason}",
    ),
    "vendor_created": ("Vendor {vendor_number} entered: {name}",),
    "dwelling_created": ("Dwelling {dwelling_id} entered: {service_address}",),
    "dwelling_linked": (
        "Dwelling {dwelling_id} linked as {role} from {linked_from:date}",
        "Dwelling {dwelling_id} linked",
    ),
    "job_created": ("Job {job_id} created for dwelling {dwelling_id}: {job_type}", "Job {job_id} created"),
    "assessment_ordered": (
        _ASSESSMENT
        + " ordered for dwelling {dwelling_id}, which does not meet the criteria: {override_reason}",
        _ASSESSMENT + " ordered for dwelling {dwelling_id}",
    ),
    "assessment_assigned": (
        _ASSESSMENT + " assigned to {assigned_to}, before to {assigned_before}",
        _ASSESSMENT + " assigned to {assigned_to}",
    ),
    "assessment_scheduled": (_ASSESSMENT + " scheduled for {scheduled_for:date}",),
    "assessment_completed": (
        _ASSESSMENT + " completed on {completed_on:date}: qualifies for {qualifies_for}, not for {fails_for}",
        _ASSESSMENT + " completed on {completed_on:date}: qualifies for {qualifies_for}",
        _ASSESSMENT + " completed on {completed_on:date}: does not qualify for {fails_for}",
    ),
    "assessment_cancelled": (_ASSESSMENT + " cancelled: {reason}",),
    "assessment_document_linked": ("Assessment {assessment_id}: document {document_id} linked",),
    "assessment_document_unlinked": ("Assessment {assessment_id}: document {document_id} no longer linked",),
    "project_created": (
        "Project {job_id} created for {program}: {job_type}, without a qualifying assessment: {override_reason}",
        "Project {job_id} created for {program}: {job_type}",
    ),
    "project_assigned": (
        "Project {job_id} assigned to {assigned_to}, before to {assigned_before}",
        "Project {job_id} assigned to {assigned_to}",
        "Project {job_id} taken from {assigned_before}",
    ),
    "project_task_changed": (
        "Project {job_id}, task {task_id} {task_action}: {task}, {task_status}, {task_verification_status}",
    ),
    "appointment_booked": (
        "Appointment booked for {starts_at:moment} with {employee}",
        "Appointment booked for {starts_at:moment}",
    ),
    "appointment_moved": ("Appointment moved to {starts_at:moment} with {employee}",),
    "appointment_cancelled": (
        "Appointment of {starts_at:moment} cancelled: {reason}",
        "Appointment of {starts_at:moment} cancelled",
    ),
    "appointment_no_show": ("Customer did not come to the appointment of {starts_at:moment}",),
    "contact_entry_added": (
        "{contact_type} contact: {contact_action}, {call_code}",
        "{contact_type} contact: {contact_action}",
        "Contact entry added",
    ),
    "document_uploaded": ("{document_type} uploaded: {file_name}", "File uploaded: {file_name}"),
    "secure_message_sent": (
        "Project message from {sender} to {recipient}, project {project}, with a document: {document_type}",
        "Project message from {sender} to {recipient}, project {project}",
        "Secure message from {sender} to {recipient}, with a document: {document_type}",
        "Secure message from {sender} to {recipient}",
    ),
    "secure_message_read": ("Secure message {message_id} from {sender} to {recipient} read by {reader}",),
    "email_sent": ("Email sent: {subject} (message {message_id})",),
    "email_failed": ("Email not delivered, {reason_label}: {subject} (message {message_id})",),
    "notification_sent": ("{channel_label} sent: {subject} (message {message_id})",),
    "notification_failed": (
        "{channel_label} not delivered, {reason_label}: {subject} (message {message_id})",
    ),
    "checklist_created": (_APPLICATION + " checklist of {account_type} made: {items}",),
    "checklist_item_updated": (_APPLICATION + " checklist item {item} saved",),
    "reference_changed": ("List {list}: {code} {action}", "List {list} {action}"),
    "program_changed": ("Program {program}, year {year}: {action}", "Program {program}: {action}"),
    "program_part_changed": (
        "Program {program}: {part} set from {valid_from:date}, revision {revision}, rows: {rows}",
    ),
    "rule_table_published": (
        "{title} published, edition {edition}, in effect from {effective_from:date} to {effective_to:date}",
    ),
    "customer_records_moved": ("Rows moved for merge {merge_id}",),
}

PREFIXES: Final[dict[str, str]] = {
    "application_updated": _APPLICATION + ": ",
    "application_certified": _APPLICATION + ": ",
    "income_updated": _APPLICATION + ": ",
    "application_status_changed": _APPLICATION + ": ",
    "household_updated": _APPLICATION + " household: ",
    "application_dwelling_set": _APPLICATION + " housing: ",
    "verification_changed": _APPLICATION + " verification: ",
    "ineligible_address_ended": "{address} {zip}: ",
    "dwelling_updated": "Dwelling {dwelling_id}: ",
    "dwelling_link_ended": "Dwelling {dwelling_id}: ",
    "job_updated": "Job {job_id}: ",
    "job_status_changed": "Job {job_id}: ",
    "appointment_moved": "Appointment: ",
    "appointment_updated": "Appointment of {starts_at:moment}: ",
    "contact_entry_updated": "Contact of {contact_date:date}: ",
    "checklist_item_updated": _APPLICATION + " checklist item {item}: ",
    "program_changed": "Program {program}: ",
}
"""What stands before each change of an event, where a field's label does not say what it is a field of."""

ACTION_CODES: Final[dict[str, str]] = {
    "document_uploaded": "FILEUPLOAD",
    "email_sent": "EMAIL SENT",
    "email_failed": "EMAIL SENT",
    "secure_message_sent": "SECUREMS",
    "secure_message_read": "SECUREMS",
    "notification_sent": "NOTIFICATN",
    "notification_failed": "NOTIFICATN",
}
"""The code of an event's notes; `FLDUPDATE` for a type that is not named."""

CODES_BY_VALUE: Final[dict[str, tuple[tuple[str, dict[str, str]], ...]]] = {
    "application_status_changed": (("new_status", {"REJECTED": "REJECTED", "DENIED": "INELIGIBLE"}),),
    "verification_changed": (
        ("new_status", {"REJECTED": "REJECTED"}),
        (
            "item",
            {
                "IDENTITY": "IDENTITY V",
                "ADDRESS": "ADDRES VER",
                "INCOME": "INCOME VER",
                "HOME_OWNERSHIP": "HOMEOWNER",
            },
        ),
    ),
}
"""Types whose code depends on values of their data; the first one that has a code decides."""

OF_THE_LOG: Final = frozenset({"note_added", "note_amended", "note_acknowledged", "export_done"})
"""The log's own events: what they tell of is a note already."""

TECHNICAL: Final = frozenset(
    {
        "checklist_created",
        "checklist_item_updated",
        "reference_changed",
        "program_changed",
        "program_part_changed",
        "program_rule_set",
        "rule_table_published",
        "customer_records_moved",
    }
)
"""What goes to the technical log and becomes no note: checklist items (R187); changes of reference lists, programs and
published tables, which concern no customer (R91, R243, R251); the services' counts after a merge, which the merge's own
notes tell of."""
