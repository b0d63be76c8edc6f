"""The verification panel as it is sent and answered."""

from __future__ import annotations

from marshmallow import EXCLUDE, fields, validate
from marshmallow import Schema as PlainSchema

from applications.domain.pledge import parse_amount
from applications.domain.verification import Action, ItemStatus
from homefire.schemas import Day, Labelled, Moment, Ruled, Schema, Text, ToldText
from homefire.us.dates import parse_date

_STATUSES = {"enum": list(ItemStatus)}
LONGEST_REASON = 200


class ItemDecision(Schema):
    """What is decided about an item. Rejecting and reopening need a reason; verifying without a document too."""

    action = fields.Enum(Action, by_value=True, required=True)
    reason = ToldText(most=LONGEST_REASON, load_default="")


class DocumentLink(Schema):
    """A document of the customer, as the documents service lists it."""

    document_id = fields.Integer(required=True, validate=validate.Range(1, 10**12))
    document_type = Text(most=40, least=1, required=True, metadata={"description": "The code of its type."})
    file_name = Text(most=200, least=1, required=True)


class NewBenefit(Schema):
    """A benefit that the customer gets elsewhere (R137)."""

    kind = Text(most=40, least=1, required=True, metadata={"description": "A code of the list benefit_kind."})
    verified_by = Text(
        most=40, least=1, required=True, metadata={"description": "A code of the list benefit_proof."}
    )
    since = Ruled(
        parse_date,
        allow_none=True,
        load_default=None,
        metadata={"description": "ISO 8601 or MM/DD/YYYY."},
    )
    amount = Ruled(
        parse_amount,
        allow_none=True,
        load_default=None,
        metadata={"description": "US dollars a month as text, such as 350.00."},
    )


class UploadedDocument(PlainSchema):
    """What is read of a `document_uploaded`."""

    class Meta:
        unknown = EXCLUDE

    document_id = fields.Integer(required=True)
    document_type = fields.String(required=True)
    file_name = fields.String(required=True)


class Chip(Schema):
    """One item as the customer record shows it (R134, R138)."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    status = fields.String(required=True, metadata=_STATUSES)
    rule = fields.String(required=True, metadata={"description": "What moved it, where no person did."})
    changed_at = Moment(required=True, allow_none=True)
    start = fields.Boolean(required=True, metadata={"description": "Whether it is what to do next (R139)."})


class Linked(Schema):
    """A document that serves an item."""

    document_id = fields.Integer(required=True)
    document_type = fields.String(required=True)
    file_name = fields.String(required=True)
    linked_by = fields.String(required=True)
    linked_at = Moment(required=True)


class ItemChange(Schema):
    """One change of an item. Without a name the system did it, by the rule."""

    old_status = fields.String(required=True, metadata=_STATUSES)
    new_status = fields.String(required=True, metadata=_STATUSES)
    reason = fields.String(required=True)
    rule = fields.String(required=True)
    document_ids = fields.List(fields.Integer(), required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Item(Chip):
    """One item with what it needs, what may be decided of it, its documents and its history, newest first."""

    required = fields.Boolean(required=True, metadata={"description": "Whether ELIGIBLE needs it (R80)."})
    wants_document = fields.Boolean(required=True)
    document_types = fields.List(fields.String(), required=True)
    rules = fields.List(fields.String(), required=True)
    reason = fields.String(required=True)
    changed_by = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    documents = fields.List(fields.Nested(Linked), required=True)
    history = fields.List(fields.Nested(ItemChange), required=True)


class Benefit(Schema):
    """A benefit of the customer. `amount` is in US dollars a month."""

    id = fields.Integer(required=True)
    kind = fields.Nested(Labelled, required=True)
    since = Day(required=True, allow_none=True)
    amount = fields.Decimal(required=True, allow_none=True, places=2, as_string=True)
    verified_by = fields.Nested(Labelled, required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class Panel(Schema):
    """The verification panel of one application. `missing` names what ELIGIBLE still needs."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    missing = fields.List(fields.String(), required=True)
    items = fields.List(fields.Nested(Item), required=True)
    benefits = fields.List(fields.Nested(Benefit), required=True)
