"""What the operations on sales take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain import sales
from customers.schemas.terms import amount, whole
from homefire.schemas import Ruled, Schema, Text, history_field
from homefire.us import dates

MOST_SALES = 500
MOST_LINES = 200
_MONEY = {"description": "US dollars as text, such as 1500.00."}


class ImportedLine(Schema):
    """One line of goods: what it comes to, without shipping and tax."""

    description = Text(most=200, least=1, required=True)
    quantity = whole(1_000_000, least=1, load_default=1)
    amount = Ruled(sales.parse_amount, required=True, metadata=_MONEY)


class ImportedSale(Schema):
    """One sale. `gross` is the invoice's total with shipping and tax; `cost` the wholesale cost of the goods, if known."""

    sale_number = Ruled(sales.parse_sale_number, required=True, metadata={"maxLength": 30})
    customer_number = whole(10**12, least=1, required=True)
    sold_on = Ruled(dates.parse_date, required=True, metadata={"description": "ISO 8601 or MM/DD/YYYY."})
    description = Text(most=200, load_default="")
    gross = Ruled(sales.parse_amount, required=True, metadata=_MONEY)
    cost = Ruled(sales.parse_amount, allow_none=True, load_default=None, metadata=_MONEY)
    shipping = Ruled(sales.parse_amount, load_default=sales.NOTHING, metadata=_MONEY)
    tax = Ruled(sales.parse_amount, load_default=sales.NOTHING, metadata=_MONEY)
    paid = fields.Boolean(required=True)
    returned = fields.Boolean(load_default=False)
    lines = fields.List(
        fields.Nested(ImportedLine), load_default=list, validate=validate.Length(max=MOST_LINES)
    )


class SalesImport(Schema):
    """A batch of sales: all of them are taken, or none and each bad one is named."""

    sales = fields.List(
        fields.Nested(ImportedSale), required=True, validate=validate.Length(min=1, max=MOST_SALES)
    )
    history = history_field()


class SalesImported(Schema):
    """How many sales are new, were told differently before, and were known as they are."""

    added = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)


class SaleRow(Schema):
    """One sale of the list."""

    sale_number = fields.String(required=True)
    sold_on = fields.Date(required=True)
    description = fields.String(required=True)
    gross = amount(required=True)
    cost = amount(allow_none=True, required=True)
    shipping = amount(required=True)
    tax = amount(required=True)
    paid = fields.Boolean(required=True)
    returned = fields.Boolean(required=True)


class SaleLine(Schema):
    """One line of goods."""

    description = fields.String(required=True)
    quantity = fields.Integer(required=True)
    amount = amount(required=True)


class Sale(SaleRow):
    """One sale with its lines."""

    number = fields.Integer(required=True, metadata={"description": "The customer's number."})
    lines = fields.List(fields.Nested(SaleLine), required=True)
