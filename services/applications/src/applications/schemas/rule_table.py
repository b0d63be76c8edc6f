"""Tables of eligibility figures as they are sent and answered."""

from __future__ import annotations

from marshmallow import fields, validate

from applications.domain import money
from applications.domain.rule_table import LARGEST_SIZE, Kind, Per, parse_kind, parse_per
from applications.schemas.application import a_date
from homefire.schemas import Day, Moment, Ruled, Schema, Text


class Figure(Schema):
    """What a table says for one household size, in US dollars."""

    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_SIZE))
    amount = Ruled(money.parse, required=True)


class RuleTableInput(Schema):
    """A draft. It replaces an earlier edition from `applies_from`, its first day when empty.

    An area median for a household of four alone fills in the other sizes (24 CFR 81.17).
    """

    kind = Ruled(parse_kind, required=True, metadata={"enum": list(Kind)})
    area = Text(
        most=60,
        least=1,
        required=True,
        metadata={"description": "CA for SMI60, 48 STATES for FPG, COUNTY, STATE for AMI."},
    )
    title = Text(most=120, least=1, required=True)
    source = Text(most=300, least=1, required=True, metadata={"description": "Where it was published."})
    per = Ruled(parse_per, load_default=Per.YEAR, metadata={"enum": list(Per)})
    effective_from = a_date(required=True)
    effective_to = a_date(required=True)
    applies_from = a_date(allow_none=True, load_default=None)
    figures = fields.List(
        fields.Nested(Figure), required=True, validate=validate.Length(max=2 * LARGEST_SIZE)
    )
    each_more = Ruled(
        money.parse,
        allow_none=True,
        load_default=None,
        metadata={
            "description": f"US dollars for each person above the largest size listed, up to {LARGEST_SIZE}."
        },
    )


class ListedRuleTable(Schema):
    """A table without its figures."""

    id = fields.Integer(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True)
    area = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.String(required=True)
    per = fields.String(required=True)
    effective_from = Day(required=True)
    effective_to = Day(required=True)
    applies_from = Day(required=True)
    state = fields.String(required=True)
    edition = fields.Integer(required=True, metadata={"description": "0 for a draft."})
    updated_by = fields.String(required=True)
    updated_at = Moment(required=True)


class ShownFigure(Schema):
    """What a table says for one household size."""

    size = fields.Integer(required=True)
    amount = fields.String(required=True)


class RuleTable(ListedRuleTable):
    """A table with its figures, in the order of household sizes."""

    figures = fields.List(fields.Nested(ShownFigure), required=True)


class RuleTableList(Schema):
    """Every table, drafts first."""

    items = fields.List(fields.Nested(ListedRuleTable), required=True)


class Flip(Schema):
    """An open application whose answer would be another one."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    program = fields.String(required=True)
    status = fields.String(required=True)
    household_size = fields.Integer(required=True)
    income = fields.String(required=True, allow_none=True)
    old_limit = fields.String(required=True, allow_none=True)
    new_limit = fields.String(required=True, allow_none=True)
    old_outcome = fields.String(required=True)
    new_outcome = fields.String(required=True)


class WhatIf(Schema):
    """One page of the applications that a draft would flip. `checked` counts those looked at for this page."""

    items = fields.List(fields.Nested(Flip), required=True)
    next = fields.String(required=True, allow_none=True)
    checked = fields.Integer(required=True)
    as_of = Day(required=True)
