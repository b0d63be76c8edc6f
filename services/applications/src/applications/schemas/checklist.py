"""Checklists as they are sent and answered."""

from __future__ import annotations

from marshmallow import fields

from applications.domain.checklist import LONGEST_NOTE
from homefire.schemas import Labelled, Moment, Schema, Text


class NewChecklist(Schema):
    """A checklist from the program's default items."""

    add_missing = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Adds the default items that a checklist which exists does not have (R189)."
        },
    )


class ChecklistItemPatch(Schema):
    """What to change of an item; its descriptions are the program's (R190)."""

    status = Text(most=40, least=1, metadata={"description": "A code of the program's checklist statuses."})
    note = Text(
        most=LONGEST_NOTE,
        lines=True,
        metadata={"description": "At most `note_limit` characters, which the program sets (R192)."},
    )


class ChecklistItem(Schema):
    """One step."""

    code = fields.String(required=True)
    short = fields.String(required=True)
    long = fields.String(required=True)
    status = fields.Nested(Labelled, required=True)
    note = fields.String(required=True)
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class Checklist(Schema):
    """The checklist of one application; `version` is null while it was not created.

    `missing` names the default items that it does not have, by their short descriptions.
    """

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    version = fields.Integer(required=True, allow_none=True)
    account_type = fields.String(required=True)
    items = fields.List(fields.Nested(ChecklistItem), required=True)
    missing = fields.List(fields.String(), required=True)
    done = fields.Integer(required=True)
    total = fields.Integer(required=True)
    statuses = fields.List(fields.Nested(Labelled), required=True)
    note_limit = fields.Integer(required=True)
