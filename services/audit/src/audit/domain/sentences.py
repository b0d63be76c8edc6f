"""What each type of event says as a note: one table, read by `audit.domain.narration`.

An event that lists `changes` makes one note for each of them; the sentences are for what an event says
without. A sentence names keys of the event's data. The first sentence whose keys are all there is used, so a
publisher may add facts later without a change here. After a colon stands how the value reads: `date`
(3/26/2019), `moment` (3/26/2019 14:05, agency zone, 24-hour clock, R202), `time` (14:05) or `money` ($9.50).
"""

from __future__ import annotations

from typing import Final

_APPLICATION = "{program} {program_year}"

SENTENCES: Final[dict[str, tuple[str, ...]]] = {
    "customer_created": (
        "Customer record created; confirmed to be somebody else than customer {different_from}",
        "Customer record created",
    ),
    "consent_given": ("Consent given on {date:date}: {channel_label}, {source_label}", "Consent given"),
    "consent_revoked": ("Consent revoked on {date:date}: {channel_label}, {source_label}", "Consent revoked"),
    "special_handling_acknowledged": ("Changed under special handling: {reason}",),
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
    "dwelling_created": ("Dwelling {dwelling_id} entered: {service_address}",),
    "dwelling_linked": (
        "Dwelling {dwelling_id} linked as {role} from {linked_from:date}",
        "Dwelling {dwelling_id} linked",
    ),
    "job_created": ("Job {job_id} created for dwelling {dwelling_id}: {job_type}", "Job {job_id} created"),
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
    "email_sent": ("Email sent: {subject}",),
    "secure_message_sent": ("Secure message sent: {subject}",),
    "notification_sent": ("Notification sent: {subject}",),
}

PREFIXES: Final[dict[str, str]] = {
    "application_updated": _APPLICATION + ": ",
    "application_status_changed": _APPLICATION + ": ",
    "household_updated": _APPLICATION + " household: ",
    "dwelling_updated": "Dwelling {dwelling_id}: ",
    "dwelling_link_ended": "Dwelling {dwelling_id}: ",
    "job_updated": "Job {job_id}: ",
    "job_status_changed": "Job {job_id}: ",
    "appointment_moved": "Appointment: ",
    "appointment_updated": "Appointment of {starts_at:moment}: ",
    "contact_entry_updated": "Contact of {contact_date:date}: ",
}
"""What stands before each change of an event, where a field's label does not say what it is a field of."""

ACTION_CODES: Final[dict[str, str]] = {
    "document_uploaded": "FILEUPLOAD",
    "email_sent": "EMAIL SENT",
    "secure_message_sent": "SECUREMS",
    "notification_sent": "NOTIFICATN",
}
"""The code of an event's notes; `FLDUPDATE` for a type that is not named."""

CODES_BY_VALUE: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "application_status_changed": ("new_status", {"REJECTED": "REJECTED", "DENIED": "INELIGIBLE"}),
    "verification_changed": (
        "item",
        {
            "identity": "IDENTITY V",
            "address": "ADDRES VER",
            "income": "INCOME VER",
            "ownership": "HOMEOWNER",
        },
    ),
}
"""Types whose code depends on one value of their data."""

NEVER_NOTED: Final = frozenset(
    {
        "note_added",
        "note_amended",
        "note_acknowledged",
        "export_done",
        "checklist_created",
        "checklist_item_updated",
        "reference_changed",
        "customer_records_moved",
    }
)
"""The log's own events, which are notes already; checklist items, which are kept out of notes (R187); changes of
reference lists, which concern no customer (R251); the services' counts after a merge, which the merge's own notes
tell of."""
