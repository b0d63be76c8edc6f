"""From the rows of an application's household and income to what the rules count (R91)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from applications.domain.eligibility import Benefit, Facts
from applications.domain.income import Item, Period


def item_of(entry: Mapping[str, Any]) -> Item:
    """One amount of income as the rules count it."""
    return Item(
        source=entry["source"],
        amount=Decimal(entry["amount"]),
        period=Period(entry["period"]),
        weeks=entry["weeks"],
        counted=entry["counted"],
        label=entry["source_label"] or "",
    )


def facts_of(row: Mapping[str, Any]) -> Facts:
    """A household's size, income and benefits, from the row of its application."""
    items = tuple(item_of(entry) for entry in row["items"])
    benefits = tuple(Benefit(entry["kind"], entry["label"] or "") for entry in row["benefits"])
    return Facts(row["size"], items, row["zero_income_on"] is not None, benefits)
