"""What the operations on corrections of tax identifiers take and return. A number is shown by reveal alone."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain import corrections as rules
from homefire.schemas import Moment, Ruled, Schema, Text
from homefire.us import tax_ids


class NewSsnCorrection(Schema):
    """The right number with its kind, why it is asked for, and the proof: a document, or a paper that was seen."""

    tax_id_type = fields.String(required=True, validate=validate.OneOf(tax_ids.KINDS))
    ssn = Ruled(
        tax_ids.parse_tax_id, required=True, metadata={"protected": True, "description": "Nine digits."}
    )
    reason = Text(most=rules.MOST_REASON, least=rules.LEAST_REASON, required=True)
    document_id = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 10**12),
        metadata={"description": "A document of the customer's files."},
    )
    paper = Text(
        most=rules.MOST_REASON,
        load_default="",
        metadata={"description": "Which paper was seen, where it is not among the files."},
    )


class ApprovalOfCorrection(Schema):
    """What the second person has to say; it may be nothing."""

    reason = Text(most=rules.MOST_REASON, load_default="")


class RejectionOfCorrection(Schema):
    """Why the second person does not approve."""

    reason = Text(most=rules.MOST_REASON, least=rules.LEAST_REASON, required=True)


class WithdrawalOfCorrection(ApprovalOfCorrection):
    """Why it is withdrawn; it may be nothing."""


class SsnCorrection(Schema):
    """A request and what became of it. Both numbers are masked; a decided one that did not stay is gone."""

    id = fields.Integer(required=True)
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True, metadata={"description": "OPEN, APPROVED, REJECTED or WITHDRAWN."})
    old_type = fields.String(required=True)
    old_ssn = fields.String(allow_none=True, required=True)
    tax_id_type = fields.String(required=True)
    ssn = fields.String(allow_none=True, required=True, metadata={"description": "The new number, masked."})
    reason = fields.String(required=True)
    document_id = fields.Integer(allow_none=True, required=True)
    document_name = fields.String(required=True)
    paper = fields.String(required=True)
    requested_by = fields.String(required=True)
    requested_by_id = fields.String(required=True)
    requested_at = Moment(required=True)
    decided_by = fields.String(required=True)
    decided_at = Moment(allow_none=True, required=True)
    decision_reason = fields.String(required=True)


class SsnCorrections(Schema):
    """A customer's requests, newest first."""

    items = fields.List(fields.Nested(SsnCorrection), required=True)


class RevealedCorrection(Schema):
    """The number that is asked for."""

    id = fields.Integer(required=True)
    tax_id_type = fields.String(required=True)
    ssn = fields.String(required=True, metadata={"protected": True})
