"""Who a customer is, as it is compared, handed over and shown: Social Security numbers among it (R18, R112, R248)."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from homefire.schemas import Day, Schema, Text


class RevealRequest(Schema):
    """Why somebody needs to see a Social Security number; the number itself is no part of the reason."""

    reason = Text(most=200, least=5, required=True)


class SsnIndex(Schema):
    """The keyed hash of a Social Security number, in hexadecimal digits: equal numbers have equal ones (R112)."""

    ssn_index = fields.String(
        required=True,
        validate=validate.Regexp(r"(?:[0-9a-f]{64})?\Z"),
        metadata={"description": "Empty for no number."},
    )


class SameSsn(Schema):
    """Whether the customer's number is the one that was given."""

    number = fields.Integer(required=True)
    same = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Null where no Social Security number is recorded."},
    )


class IdentityRequest(Schema):
    """What a customer's identity is taken for: an application that goes to CORE, or a change request to CSD."""

    application_id = fields.Integer(strict=True, validate=validate.Range(1, 10**12))
    change_request_id = fields.Integer(strict=True, validate=validate.Range(1, 10**12))

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        """Raises unless exactly one of the two is named."""
        if len(data) != 1:
            raise ValidationError("Name an application or a change request, one of them.", "application_id")


class Identity(Schema):
    """Who a customer is; `ssn` is null where no Social Security number is recorded. Of a merged record, the survivor."""

    number = fields.Integer(required=True)
    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)
    date_of_birth = Day(required=True, allow_none=True, metadata={"protected": True})
    ssn = fields.String(required=True, allow_none=True, metadata={"protected": True})


class RevealedSsn(Schema):
    """The number itself."""

    number = fields.Integer(required=True)
    tax_id_type = fields.String(required=True)
    ssn = fields.String(required=True, metadata={"protected": True})
