"""Costs in US dollars and quantities of measures, as people write them; both have two places."""

from __future__ import annotations

import re
from decimal import Decimal

from homefire.rules import RuleBroken

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
LARGEST = Decimal("9999999.99")


def parse_cost(text: str) -> Decimal:
    """US dollars, zero or more, such as `1250`, `1250.50` or `$1,250.50`."""
    return _read(text.removeprefix("$").strip(), "not_an_amount", "Enter an amount in dollars, like 1250.50.")


def parse_quantity(text: str) -> Decimal:
    """How much of a measure, more than zero, such as `850` or `2.5`."""
    quantity = _read(text, "not_a_quantity", "Enter how much, like 850 or 2.5.")
    if not quantity:
        raise RuleBroken("not_a_quantity", "Enter how much, more than 0.")
    return quantity


def show_cost(amount: Decimal | str | None) -> str:
    """`$1,250.50`; nothing for none."""
    return "" if amount is None else f"${Decimal(amount):,.2f}"


def show_quantity(quantity: Decimal | str) -> str:
    """`850`, `2.5`: without zeros that say nothing."""
    return f"{Decimal(quantity):,.2f}".rstrip("0").rstrip(".")


def _read(text: str, code: str, detail: str) -> Decimal:
    match = _NUMBER.fullmatch(text)
    if not match:
        raise RuleBroken(code, detail)
    number = Decimal(match[1].replace(",", "") + (match[2] or "")).quantize(Decimal("0.01"))
    if number > LARGEST:
        raise RuleBroken("out_of_range", f"Enter at most {LARGEST:,.2f}.")
    return number
