"""Promises of payment."""

from __future__ import annotations

from marshmallow import fields

from applications.events.base import ApplicationData
from homefire.events import EventType


class PledgeData(ApplicationData):
    """A promise of payment. `amount` is in US dollars."""

    pledge_id = fields.Integer(required=True)
    memo = fields.String(required=True)
    amount = fields.Decimal(required=True, places=2, as_string=True)
    payee = fields.String(required=True)
    account_number = fields.String(required=True)
    status = fields.String(required=True)
    date_submitted = fields.Date(required=True)


class PledgeStatusData(ApplicationData):
    """A pledge was paid, cancelled or opened again."""

    pledge_id = fields.Integer(required=True)
    old_status = fields.String(required=True)
    new_status = fields.String(required=True)
    reason = fields.String()


pledge_made = EventType("pledge_made", PledgeData, "The agency promised a payment.")
pledge_status_changed = EventType(
    "pledge_status_changed", PledgeStatusData, "A pledge was paid, cancelled or opened again."
)
