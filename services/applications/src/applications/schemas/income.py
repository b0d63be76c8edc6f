"""An application's income as it is sent and answered."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain import income, money
from applications.schemas.application import a_date
from homefire.schemas import Day, Labelled, Moment, Ruled, Schema, Text

_MONEY = {"description": "US dollars as text, such as 1250.50."}


class IncomeItemInput(Schema):
    """One amount. Its member is left out where the household is entered as numbers, or all receive it together."""

    member_id = fields.Integer(allow_none=True, load_default=None)
    source = Text(most=40, least=1, required=True, metadata={"description": "A code of income_source."})
    amount = Ruled(money.parse, required=True, metadata=_MONEY)
    period = Ruled(income.parse_period, required=True, metadata={"enum": list(income.Period)})
    weeks = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(1, income.WEEKS_IN_A_YEAR),
        metadata={"description": "With ACTUAL: over how many weeks the amount came in."},
    )
    covered_from = a_date(allow_none=True, load_default=None)
    covered_to = a_date(allow_none=True, load_default=None)
    document_date = a_date(allow_none=True, load_default=None)


class IncomeInput(Schema):
    """All income of a household, or the day on which it stated that it has none. It replaces what there was."""

    items = fields.List(
        fields.Nested(IncomeItemInput), required=True, validate=validate.Length(max=income.MOST_ITEMS)
    )
    zero_income_on = a_date(allow_none=True, load_default=None)


class Totals(Schema):
    """What amounts come to. Everything is added exactly; each sum is rounded once, half up to the cent."""

    yearly = fields.Decimal(required=True, places=2, as_string=True)
    monthly = fields.Decimal(required=True, places=2, as_string=True)
    arithmetic = fields.List(
        fields.String(), required=True, metadata={"description": "How each item's year comes about."}
    )


class IncomeItem(Schema):
    """One amount as it is stored."""

    member_id = fields.Integer(required=True, allow_none=True)
    member = fields.String(required=True, metadata={"description": "The member's name, or empty."})
    source = fields.Nested(Labelled, required=True)
    counted = fields.Boolean(required=True)
    amount = fields.Decimal(required=True, places=2, as_string=True)
    period = fields.String(required=True)
    weeks = fields.Integer(required=True, allow_none=True)
    covered_from = Day(required=True, allow_none=True)
    covered_to = Day(required=True, allow_none=True)
    document_date = Day(required=True, allow_none=True)
    arithmetic = fields.String(required=True)


class Income(Schema):
    """An application's income. `entered_at` is null where nobody has entered any."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    household_size = fields.Integer(required=True)
    items = fields.List(fields.Nested(IncomeItem), required=True)
    zero_income_on = Day(required=True, allow_none=True)
    yearly = fields.Decimal(required=True, places=2, as_string=True)
    monthly = fields.Decimal(required=True, places=2, as_string=True)
    entered_by = fields.String(required=True, allow_none=True)
    entered_at = Moment(required=True, allow_none=True)
