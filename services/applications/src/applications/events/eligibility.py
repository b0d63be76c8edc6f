"""Income, decisions, appeals, and the tables they rest on."""

from __future__ import annotations

from marshmallow import fields

from applications.events.base import ApplicationData
from homefire.events import EventData, EventType


class IncomeData(ApplicationData):
    """The income of an application was entered or changed: how many items, and what they come to in a year."""

    items = fields.Integer(required=True)
    yearly = fields.Decimal(required=True, places=2, as_string=True)
    zero_income = fields.Boolean(required=True)


class DecisionData(ApplicationData):
    """A caseworker decided on an application's eligibility.

    `outcome` is what the rules had answered, `outcome_label` the same in words.
    """

    decision = fields.String(required=True)
    outcome = fields.String(required=True)
    outcome_label = fields.String()
    reason = fields.String()
    tables = fields.List(fields.Integer(), required=True)


class AppealData(ApplicationData):
    """A household appealed against a denial; `due` is the day by which it is reviewed."""

    received = fields.Date(required=True)
    due = fields.Date(required=True)


class RuleTableData(EventData):
    """A table of eligibility figures was published. It is never changed from now on."""

    table_id = fields.Integer(required=True)
    kind = fields.String(required=True)
    area = fields.String(required=True)
    title = fields.String(required=True)
    edition = fields.Integer(required=True)
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(required=True)
    applies_from = fields.Date(required=True)


income_updated = EventType(
    "income_updated", IncomeData, "The income of an application was entered or changed."
)
eligibility_decided = EventType(
    "eligibility_decided", DecisionData, "A caseworker decided on an application's eligibility."
)
appeal_received = EventType("appeal_received", AppealData, "A household appealed against a denial.")
rule_table_published = EventType(
    "rule_table_published", RuleTableData, "A table of eligibility figures was published."
)
