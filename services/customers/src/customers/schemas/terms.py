"""What the operations on account terms take and return."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from customers.domain import terms
from homefire.schemas import Labelled, Moment, Ruled, Schema, Text, Warning
from homefire.us import dates

_DAY = {"description": "ISO 8601 or MM/DD/YYYY."}
_MONEY = {"description": "US dollars as text, such as 1500.00.", "maxLength": 20}
_PERCENT = {"description": "A percentage from 0 to 100 as text, such as 7.25.", "maxLength": 8}


def whole(most: int, **kwargs: Any) -> fields.Integer:
    """A whole number from 0, or from `least`."""
    least = kwargs.pop("least", 0)
    sentence = f"Enter a whole number from {least} to {most}."
    return fields.Integer(
        strict=True,
        validate=validate.Range(least, most, error=sentence),
        error_messages={"invalid": sentence, "too_large": sentence},
        **kwargs,
    )


class AccountTermsPatch(Schema):
    """The terms to change; what is left out stays as it is, null or an empty text clears."""

    tax_exempt = fields.Boolean()
    exemption_type = Text(most=40)
    tax_certificate = whole(2**53 - 1, least=1, allow_none=True, metadata={"description": "A document's id."})
    tax_certificate_expires = Ruled(dates.parse_date, allow_none=True, metadata=_DAY)
    special_tax_rate = Ruled(terms.parse_percent, allow_none=True, metadata=_PERCENT)
    invoice_discount = Ruled(terms.parse_percent, allow_none=True, metadata=_PERCENT)
    discount_days = whole(terms.LONGEST_DAYS, allow_none=True)
    due_days = whole(terms.LONGEST_DAYS, allow_none=True)
    credit_limit = Ruled(terms.parse_money, allow_none=True, metadata=_MONEY)
    pricing_tier = Text(most=40, least=1)
    catalog_sent = Ruled(dates.parse_date, allow_none=True, metadata=_DAY)
    statement_summary = fields.Boolean()
    route = whole(terms.LARGEST_NUMBER, allow_none=True)
    delivery_sequence = whole(terms.LARGEST_NUMBER, allow_none=True)


def amount(**kwargs: Any) -> fields.Decimal:
    """An amount or a percentage in an answer: text with two decimals."""
    return fields.Decimal(places=2, as_string=True, **kwargs)


class EffectiveTax(Schema):
    """How sales tax is found: `calculated`, at a `special` rate, or `exempt`."""

    rule = fields.String(required=True)
    rate = amount(allow_none=True, required=True)


class InvoiceOfToday(Schema):
    """What the terms mean for an invoice that is written today."""

    invoiced = fields.Date(required=True)
    discount_until = fields.Date(allow_none=True, required=True)
    due = fields.Date(allow_none=True, required=True)


class SalesTotals(Schema):
    """What the customer's imported sales come to."""

    credit_balance = amount(required=True)
    gross_sale = amount(required=True)
    gross_profit = amount(required=True)
    first_sale = fields.Date(required=True)
    last_sale = fields.Date(required=True)
    return_count = fields.Integer(required=True)


class AccountTerms(Schema):
    """The terms of a customer's account. `version` is 0 before anybody has set any."""

    number = fields.Integer(required=True)
    version = fields.Integer(required=True)
    tax_exempt = fields.Boolean(required=True)
    exemption_type = fields.Nested(Labelled, allow_none=True, required=True)
    tax_certificate = fields.Integer(allow_none=True, required=True)
    tax_certificate_expires = fields.Date(allow_none=True, required=True)
    special_tax_rate = amount(allow_none=True, required=True)
    invoice_discount = amount(allow_none=True, required=True)
    discount_days = fields.Integer(allow_none=True, required=True)
    due_days = fields.Integer(allow_none=True, required=True)
    credit_limit = amount(allow_none=True, required=True)
    pricing_tier = fields.Nested(Labelled, required=True)
    catalog_sent = fields.Date(allow_none=True, required=True)
    statement_summary = fields.Boolean(required=True)
    route = fields.Integer(allow_none=True, required=True)
    delivery_sequence = fields.Integer(allow_none=True, required=True)
    tax = fields.Nested(EffectiveTax, required=True)
    invoice_today = fields.Nested(InvoiceOfToday, required=True)
    totals = fields.Nested(
        SalesTotals, allow_none=True, required=True, metadata={"description": "Null without imported sales."}
    )
    updated_by = fields.String(required=True)
    updated_at = Moment(allow_none=True, required=True)
    warnings = fields.List(fields.Nested(Warning), required=True)
