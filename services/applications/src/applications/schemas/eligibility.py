"""Proposals, decisions and appeals as they are sent and answered."""

from __future__ import annotations

from marshmallow import fields

from applications.domain.decision import DECISIONS, parse_decision
from applications.schemas.application import a_date
from applications.schemas.sentence import made_of
from homefire.schemas import Day, Moment, Ruled, Schema, ToldText


class AsOf(Schema):
    """On which day's tables; those that the program names when left out (R91)."""

    as_of = a_date()


class Step(Schema):
    """One rule on the way to an answer, what it rests on, and the table that it read."""

    rule = fields.String(required=True)
    says = fields.String(required=True)
    says_made_of = made_of()
    cites = fields.String(required=True)
    table_id = fields.Integer(required=True, allow_none=True)
    table_edition = fields.Integer(required=True, allow_none=True)


class CountedItem(Schema):
    """An amount of income as it was counted."""

    source = fields.String(required=True)
    source_label = fields.String(required=True)
    amount = fields.String(required=True)
    period = fields.String(required=True)
    weeks = fields.Integer(required=True, allow_none=True)
    counted = fields.Boolean(required=True)
    arithmetic = fields.String(required=True)


class KnownBenefit(Schema):
    """What the customer gets from another program (R137)."""

    kind = fields.String(required=True)
    label = fields.String(required=True)


class Missing(Schema):
    """What has to be entered first."""

    code = fields.String(required=True)
    says = fields.String(required=True)
    says_made_of = made_of()


class WouldChange(Schema):
    """What would change the answer."""

    what = fields.String(required=True)
    says = fields.String(required=True)
    says_made_of = made_of()
    outcome = fields.String(required=True)
    amount = fields.String(required=True, allow_none=True)
    size = fields.Integer(required=True, allow_none=True)


class UsedTable(Schema):
    """A table that was in force."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    title = fields.String(required=True)
    edition = fields.Integer(required=True)


class Proposal(Schema):
    """The answer of the rules: `ELIGIBLE`, `NOT_ELIGIBLE`, `NEEDS_APPROVAL` or `CANNOT_TELL`, and how it came about.

    Amounts are US dollars as decimal text; `income` and `limit` are over the basis, `YEAR` or `MONTH`.
    """

    outcome = fields.String(required=True)
    as_of = Day(required=True)
    basis = fields.String(required=True)
    household_size = fields.Integer(required=True)
    income = fields.String(required=True, allow_none=True)
    income_yearly = fields.String(required=True)
    income_monthly = fields.String(required=True)
    zero_income = fields.Boolean(required=True)
    items = fields.List(fields.Nested(CountedItem), required=True)
    benefits = fields.List(
        fields.Nested(KnownBenefit), metadata={"description": "Not in decisions of before they counted."}
    )
    rule = fields.Dict(required=True, metadata={"description": "The program's part eligibility as it was."})
    limit = fields.String(required=True, allow_none=True)
    path = fields.List(fields.Nested(Step), required=True)
    missing = fields.List(fields.Nested(Missing), required=True)
    changes = fields.List(fields.Nested(WouldChange), required=True)
    tables = fields.List(fields.Nested(UsedTable), required=True)
    ami_percent = fields.String(
        required=True, allow_none=True, metadata={"description": "Null where no area table is loaded (R177)."}
    )


class Decide(Schema):
    """A caseworker's decision. A denial needs a reason, and so does what differs from the proposal."""

    decision = Ruled(parse_decision, required=True, metadata={"enum": list(DECISIONS)})
    reason = ToldText(most=500, load_default="")
    as_of = a_date()


class Appeal(Schema):
    """An appeal against the denial, and the day on which it was received."""

    received = a_date(required=True)


class EligibilityDecision(Schema):
    """A decision with the proposal that it was made on, both as they were."""

    id = fields.Integer(required=True)
    decision = fields.String(required=True)
    differs = fields.Boolean(required=True)
    reason = fields.String(required=True)
    decided_on = Day(required=True)
    appeal_received = Day(required=True, allow_none=True)
    of_old_place = fields.Boolean(
        required=True, metadata={"description": "Whether the customer has moved since it was made (R142)."}
    )
    proposal = fields.Nested(Proposal, required=True)
    entered_by = fields.String(required=True)
    entered_at = Moment(required=True)


class OpenAppeal(Schema):
    """An appeal that waits. `days_left` is below zero once the review is late."""

    received = Day(required=True)
    due = Day(required=True)
    days_left = fields.Integer(required=True)


class Eligibility(Schema):
    """Every decision on an application, the newest first, and the appeal that waits."""

    application_id = fields.Integer(required=True)
    customer_number = fields.Integer(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    place_doubt = fields.String(required=True, metadata={"description": "MOVED or UNSAID, or empty (R142)."})
    decisions = fields.List(fields.Nested(EligibilityDecision), required=True)
    appeal = fields.Nested(OpenAppeal, required=True, allow_none=True)
