"""Sales that another system made: what a valid one is, and what a customer's sales come to (R164 to R167, R239).

Amounts are US dollars as `Decimal` with two decimals. `gross` is the total of the invoice, shipping and tax included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.domain.terms import parse_money
from homefire.rules import RuleBroken

_NUMBER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,28}[A-Za-z0-9])?", re.ASCII)
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Sale:
    """One sale's figures."""

    sold_on: date
    gross: Decimal
    shipping: Decimal
    tax: Decimal
    paid: bool
    returned: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """What a customer's sales come to."""

    credit_balance: Decimal
    gross_sale: Decimal
    gross_profit: Decimal
    first_sale: date
    last_sale: date
    return_count: int


def parse_sale_number(text: str) -> str:
    """The number under which the other system knows a sale: letters, digits and hyphens, at most 30."""
    if not _NUMBER.fullmatch(text):
        raise RuleBroken("not_a_sale_number", "Use letters, digits and hyphens, at most 30 characters.")
    return text


def parse_amount(text: str) -> Decimal:
    """US dollars from 0, which have to be given."""
    amount = parse_money(text)
    if amount is None:
        raise RuleBroken("required", "This is required. Enter 0 where there is nothing.")
    return amount


def check_date(sold_on: date, today: date) -> None:
    """A sale that was made is not in the future."""
    if sold_on > today:
        raise RuleBroken("in_the_future", "The sale is in the future. Correct its date.")


def check_figures(gross: Decimal, shipping: Decimal, tax: Decimal, lines: Iterable[Decimal]) -> None:
    """Shipping and tax are part of the total; lines, where there are any, make up the rest to the cent."""
    goods = gross - shipping - tax
    if goods < 0:
        raise RuleBroken("less_than_its_parts", "Give a total that includes shipping and tax.")
    amounts = list(lines)
    if amounts and sum(amounts, NOTHING) != goods:
        raise RuleBroken(
            "lines_do_not_add_up",
            f"The lines come to {sum(amounts, NOTHING)}, the total without shipping and tax to {goods}. "
            "Correct one of them.",
        )


def totals(sales: Iterable[Sale]) -> Totals | None:
    """What the sales come to; None for a customer without any, whose figures read `n/a` (R174).

    Gross sale counts every sale. A returned one owes nothing and earned nothing: it is in neither the balance
    nor the profit, which is what was received without shipping and tax (R164 to R166, R173).
    """
    known = list(sales)
    if not known:
        return None
    kept = [sale for sale in known if not sale.returned]
    return Totals(
        credit_balance=sum((sale.gross for sale in kept if not sale.paid), NOTHING),
        gross_sale=sum((sale.gross for sale in known), NOTHING),
        gross_profit=sum((sale.gross - sale.shipping - sale.tax for sale in kept), NOTHING),
        first_sale=min(sale.sold_on for sale in known),
        last_sale=max(sale.sold_on for sale in known),
        return_count=len(known) - len(kept),
    )
