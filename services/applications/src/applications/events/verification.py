"""Verification items, other benefits, checklists."""

from __future__ import annotations

from marshmallow import fields

from applications.events.base import ApplicationData
from homefire.events import EventType


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
