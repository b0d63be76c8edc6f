"""Setting and clearing special handling on a record, with who, when and why (R26)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import errors, events
from customers.domain import special_handling as rules
from customers.domain.special_handling import Step
from customers.models import Customer
from homefire.schemas import in_field
from homefire.work import Stamp, Work

FIELD, REASON = "special_handling", "special_handling_reason"
CLEAR = "customers:special_handling.clear"
"""The scope that a supervisor has."""


def step_of(customer: Customer, body: Mapping[str, Any]) -> Step:
    """What a change does to the record's mark."""
    return rules.step_of(bool(customer.special_handling), body.get(FIELD))


def apply(work: Work, customer: Customer, body: Mapping[str, Any], stamp: Stamp) -> Step:
    """Sets or clears the mark as `body` says; an import may bring it without a reason.

    Raises `SpecialHandlingStays` where only a supervisor may clear it, `Invalid` without a reason.
    """
    step, reason = step_of(customer, body), body.get(REASON, "")
    if step is Step.CLEARED and CLEAR not in work.caller.scopes:
        raise errors.SpecialHandlingStays()
    if not (stamp.historic and step is Step.SET):
        in_field(REASON, lambda: rules.check_reason(step, reason))
    if step is Step.SET:
        customer.special_handling_reason = reason
        customer.special_handling_by, customer.special_handling_at = stamp.entered_by, stamp.entered_at
    elif step is Step.CLEARED:
        customer.special_handling_reason = customer.special_handling_by = ""
        customer.special_handling_at = None
    if step is not Step.NONE:
        customer.special_handling = step is Step.SET
    return step


def tell(work: Work, customer: Customer, step: Step, reason: str, stamp: Stamp) -> None:
    """Says why the mark was set or cleared: the reason becomes a note."""
    if step is Step.NONE or not reason:
        return
    work.emit(
        events.special_handling_set if step is Step.SET else events.special_handling_cleared,
        subject=customer.number,
        aggregate=f"customer/{customer.number}",
        sequence=customer.version,
        data={"reason": reason},
        stamp=stamp,
    )


def shown(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Since when, by whom and why a record is under special handling; nothing when it is not."""
    if not row[FIELD]:
        return None
    return {"reason": row[REASON], "by": row["special_handling_by"], "at": row["special_handling_at"]}
