"""The terms of a customer's account: taxes, discounts, credit, prices, delivery (R160 to R174).

Terms are kept, shown and checked; no invoice is made here. Amounts are US dollars and percentages, both as
`Decimal` with two decimals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.us.dates import show_date

_PERCENT = re.compile(r"(\d{1,3})(\.\d{1,2})?\s*%?", re.ASCII)
_AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,2})?", re.ASCII)
_CENT = Decimal("0.01")
LARGEST_AMOUNT = Decimal("999999999.99")
LONGEST_DAYS = 3650
LARGEST_NUMBER = 999_999_999
"""The largest route and delivery sequence."""


def _yes_no(value: bool | None) -> str:
    return "YES" if value else "NO"


def _percent(value: str | None) -> str:
    return f"{value} %" if value else ""


def _money(value: str | None) -> str:
    return f"${Decimal(value):,.2f}" if value else ""


TRACKED: dict[str, TrackedField] = {
    "tax_exempt": TrackedField("TAX EXEMPT", _yes_no),
    "exemption_type": TrackedField("EXEMPTION TYPE"),
    "tax_certificate": TrackedField("TAX CERTIFICATE (DOCUMENT)"),
    "tax_certificate_expires": TrackedField("TAX CERTIFICATE EXPIRES", show_date),
    "special_tax_rate": TrackedField("SPECIAL TAX RATE", _percent),
    "invoice_discount": TrackedField("INVOICE DISCOUNT %", _percent),
    "discount_days": TrackedField("# OF DAYS UNTIL DISCOUNT EXPIRES"),
    "due_days": TrackedField("# OF DAYS BEFORE DUE"),
    "credit_limit": TrackedField("CREDIT LIMIT", _money),
    "pricing_tier": TrackedField("PRICING TIER"),
    "catalog_sent": TrackedField("CATALOG SENT", show_date),
    "statement_summary": TrackedField("STMT SUMMARY", _yes_no),
    "route": TrackedField("ROUTE"),
    "delivery_sequence": TrackedField("DELIVERY SEQUENCE"),
}


@dataclass(frozen=True, slots=True)
class Tax:
    """How sales tax is found: `calculated` by the general rules, at a `special` rate, or `exempt` at none."""

    rule: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class InvoiceDates:
    """What the terms mean for an invoice of one day: the last day of the discount, and the day it is due."""

    invoiced: date
    discount_until: date | None
    due: date | None


def parse_percent(text: str) -> Decimal | None:
    """A percentage from 0 to 100 with at most two decimals, such as `7.25` or `7.25 %`; None for nothing (R161)."""
    if not text:
        return None
    match = _PERCENT.fullmatch(text)
    if not match:
        raise RuleBroken("not_a_percentage", "Enter a percentage from 0 to 100, like 7.25.")
    rate = Decimal(match[1] + (match[2] or ""))
    if rate > 100:
        raise RuleBroken("percentage_out_of_range", "Enter a percentage from 0 to 100, like 7.25.")
    return rate.quantize(_CENT)


def parse_money(text: str) -> Decimal | None:
    """US dollars from 0 with at most two decimals, such as `1,500.00` or `$1500`; None for nothing."""
    if not text:
        return None
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise RuleBroken("not_an_amount", "Enter an amount in dollars, like 1,500.00.")
    amount = Decimal(match[1].replace(",", "") + (match[2] or ""))
    if amount > LARGEST_AMOUNT:
        raise RuleBroken("amount_out_of_range", f"Enter an amount up to ${LARGEST_AMOUNT:,}.")
    return amount.quantize(_CENT)


def check_catalog_sent(sent: date, today: date) -> None:
    """The date of the last catalog is not in the future (R169). `today` is the agency's."""
    if sent > today:
        raise RuleBroken(
            "in_the_future", "The catalog cannot have been sent in the future. Correct the date."
        )


def effective_tax(exempt: bool, special_rate: Decimal | None) -> Tax:
    """The tax that applies: exempt wins over a special rate, which wins over the general calculation (R161)."""
    if exempt:
        return Tax("exempt", Decimal("0.00"))
    if special_rate is not None:
        return Tax("special", special_rate)
    return Tax("calculated", None)


def invoice_dates(invoiced: date, discount_days: int | None, due_days: int | None) -> InvoiceDates:
    """The dates of an invoice, both counted from its own date (R162): 10 and 20 days in the manual's example."""

    def after(days: int | None) -> date | None:
        return None if days is None else invoiced + timedelta(days=days)

    return InvoiceDates(invoiced, after(discount_days), after(due_days))


def warnings(state: Mapping[str, Any], balance: Decimal | None, today: date) -> list[dict[str, str]]:
    """What to draw attention to without blocking the save. `balance` is what is unpaid, where that is known."""
    found: list[tuple[str, str, str]] = []
    exempt, expires = state["tax_exempt"], state["tax_certificate_expires"]
    if exempt and not state["exemption_type"]:
        found.append(
            ("exemption_type", "exemption_type_missing", "Tax exempt, and no exemption type is chosen.")
        )
    if exempt and state["tax_certificate"] is None:
        found.append(("tax_certificate", "certificate_missing", "Tax exempt, and no certificate is linked."))
    if exempt and expires is not None and expires < today:
        found.append(
            ("tax_certificate_expires", "certificate_expired",
             f"The certificate expired on {show_date(expires)}. Ask the customer for a new one.")
        )  # fmt: skip
    if exempt and state["special_tax_rate"] is not None:
        found.append(
            (
                "special_tax_rate",
                "exempt_wins",
                "The customer is tax exempt, so the special rate is not used.",
            )
        )
    found += _discount_warnings(state)
    limit = state["credit_limit"]
    if limit is not None and balance is not None and balance > limit:
        found.append(
            (
                "credit_limit",
                "over_limit",
                f"Unpaid invoices of {_money(str(balance))} are above the credit limit.",
            )
        )
    return [{"field": field, "code": code, "detail": detail} for field, code, detail in found]


def _discount_warnings(state: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    discount, until, due = state["invoice_discount"], state["discount_days"], state["due_days"]
    if until is not None and due is not None and due < until:
        detail = "An invoice is due before its discount expires. Both are counted from the invoice date."
        return [("due_days", "due_before_discount_ends", detail)]
    if discount and until is None:
        detail = "A discount is given, and the number of days until it expires is missing."
        return [("discount_days", "discount_without_end", detail)]
    return []
