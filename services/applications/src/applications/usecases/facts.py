"""What eligibility is decided on: income as a reader gets it, a program's rule, the tables of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications.domain.income import Item
from applications.domain.limits import Rule, needed_kinds
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.rule_table import Kind
from applications.repository import programs
from homefire.work import Work


def shown_item(entry: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """The same amount as a reader gets it."""
    names = ("member_id", "counted", "period", "weeks", "covered_from", "covered_to", "document_date")
    return {name: entry[name] for name in names} | {
        "member": entry["member"],
        "amount": item.amount,
        "source": {"code": item.source, "label": item.name},
        "arithmetic": item.arithmetic,
    }


def rule_of(work: Work, program: str, on: date) -> Rule:
    """How a program limits income on a day."""
    return Rule.of(programs.row_of(work.connection, program, ELIGIBILITY, on))


def areas_of(rule: Rule, row: Mapping[str, Any]) -> dict[Kind, str]:
    """The areas of the tables that answer about one application; the median's is county and state of its place."""
    found = needed_kinds(rule)
    if row["place_county"] and row["place_state"]:
        found[Kind.AMI] = f"{row['place_county']}, {row['place_state']}".upper()
    return found
