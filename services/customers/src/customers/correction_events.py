"""What is told of corrections of a tax identifier: who asked why, on what proof, how it was decided; no value."""

from __future__ import annotations

from marshmallow import fields

from homefire.events import EventData, EventType


class RequestedData(EventData):
    """Somebody asked for a correction. `proof` names the document, or the paper that was seen."""

    correction_id = fields.Integer(required=True)
    reason = fields.String(required=True)
    proof = fields.String(required=True)
    document_id = fields.Integer(allow_none=True, required=True)


class DecidedData(EventData):
    """A correction was approved, rejected or withdrawn; `reason` is empty where none was given."""

    correction_id = fields.Integer(required=True)
    requested_by = fields.String(required=True)
    reason = fields.String(required=True)


ssn_correction_requested = EventType(
    "ssn_correction_requested", RequestedData, "The correction of a tax identifier waits for a second person."
)
ssn_correction_approved = EventType(
    "ssn_correction_approved", DecidedData, "A second person approved a correction; the record has it now."
)
ssn_correction_rejected = EventType(
    "ssn_correction_rejected", DecidedData, "A second person rejected a correction; the record stays."
)
ssn_correction_withdrawn = EventType(
    "ssn_correction_withdrawn", DecidedData, "Who had asked for a correction withdrew it."
)

PUBLISHED = (
    ssn_correction_requested,
    ssn_correction_approved,
    ssn_correction_rejected,
    ssn_correction_withdrawn,
)
