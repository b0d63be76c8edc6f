"""Pledges as they are sent and answered."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain.application import LONGEST_ACCOUNT, parse_account_number
from applications.domain.pledge import PledgeStatus, parse_amount, parse_status
from homefire.schemas import (
    Day,
    HistoryFields,
    Moment,
    Ruled,
    Schema,
    Text,
    ToldText,
    Warning,
    history_field,
)
from homefire.us.dates import parse_date


class PledgeHistory(HistoryFields):
    """What an import may give besides who and when."""

    id = fields.Integer(validate=validate.Range(1, 10**12))
    status = Ruled(parse_status, metadata={"enum": list(PledgeStatus)})


class NewPledge(Schema):
    """A promise of payment for an application (R89)."""

    memo = Text(most=500, least=1, required=True)
    amount = Ruled(
        parse_amount, required=True, metadata={"description": "US dollars as text, such as 350.00."}
    )
    payee = Text(most=120, load_default="")
    account_number = Ruled(
        parse_account_number,
        load_default="",
        metadata={"maxLength": LONGEST_ACCOUNT, "description": "The customer's account with the payee."},
    )
    date_submitted = Ruled(
        parse_date, metadata={"description": "ISO 8601 or MM/DD/YYYY; today when left out."}
    )
    history = history_field(PledgeHistory)


class PledgeStatusChange(Schema):
    """What became of a pledge. Opening it again needs a reason."""

    status = Ruled(parse_status, required=True, metadata={"enum": list(PledgeStatus)})
    reason = ToldText(most=500, load_default="")


class Pledge(Schema):
    """A pledge as the grid shows it (R88)."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    memo = fields.String(required=True)
    amount = fields.Decimal(required=True, places=2, as_string=True)
    payee = fields.String(required=True)
    account_number = fields.String(required=True)
    status = fields.String(required=True)
    next_statuses = fields.List(fields.String(), metadata={"description": "What the pledge can become."})
    date_submitted = Day(required=True)
    entered_at = Moment(required=True)
    entered_by = fields.String(required=True)
    updated_at = Moment(required=True)
    updated_by = fields.String(required=True)


class WrittenPledge(Pledge):
    """The answer to a write: the pledge, and what to look at though it was written."""

    warnings = fields.List(fields.Nested(Warning), metadata={"description": "Written, and to be looked at."})
