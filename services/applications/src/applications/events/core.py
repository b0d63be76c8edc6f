"""What goes to CORE and comes back, and what CSD is asked to correct."""

from __future__ import annotations

from marshmallow import fields

from applications.events.base import ApplicationData
from homefire.events import EventData, EventType


class TransferData(ApplicationData):
    """An application was sent to CORE under a transfer number: ids, by what account CORE knows it, and its certification.

    No value of a person: those are fetched by `export_transfer`. Dates and answers that nobody entered are left out.
    `override_reason` is there where a supervisor sent it although a finding blocks.
    """

    transfer_number = fields.Integer(required=True)
    transfer_date = fields.Date(required=True)
    account_number = fields.String(required=True)
    intake_date = fields.Date()
    document_date = fields.Date()
    certification_date = fields.Date()
    pledge_date = fields.Date()
    priority_points = fields.Integer()
    fast_track = fields.Boolean()
    service_restored = fields.Boolean()
    disconnection_prevented = fields.Boolean()
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
