"""US dollars: read as people write them, counted exactly, and only at the end rounded half up to the cent.

A limit is cut instead: what lies between two cents is over the lower one.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from homefire.rules import RuleBroken

_BELOW_NOTHING = re.compile(r"-\s*\$?\s*\d|\$\s*-\s*\d|\(\s*\$?\s*\d", re.ASCII)
_AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
LARGEST = Decimal("9999999.99")


def parse(text: str) -> Decimal:
    """US dollars with at most two decimals, zero or more, such as `1250`, `1250.50` or `$1,250.50`."""
    amount = read(text)
    if amount > LARGEST:
        raise RuleBroken("amount_out_of_range", f"Enter an amount of at most {show(LARGEST)}.")
    return amount


def read(text: str) -> Decimal:
    """The same of any size, for whoever has bounds of their own."""
    match = _AMOUNT.fullmatch(text)
    if not match and _BELOW_NOTHING.match(text):
        raise RuleBroken("negative_amount", "An amount is never below 0. Enter it without a minus sign.")
    if not match:
        raise RuleBroken("not_an_amount", "Enter an amount in dollars, like 1250.50.")
    return Decimal(match[1].replace(",", "") + (match[2] or "")).quantize(Decimal("0.01"))


def round_half_up(amount: Fraction | Decimal, places: int = 2) -> Decimal:
    """An amount that is not negative, rounded to so many decimals; what lies in the middle goes up."""
    shift = 10**places
    return Decimal((Fraction(amount) * shift * 2 + 1) // 2).scaleb(-places)


def cut(amount: Fraction | Decimal) -> Decimal:
    """An amount that is not negative without what is less than a cent."""
    return Decimal(Fraction(amount) * 100 // 1).scaleb(-2)


def show(amount: Decimal | str) -> str:
    """`$1,250.50`."""
    return f"${Decimal(amount):,.2f}"
