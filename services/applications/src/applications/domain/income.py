"""A household's income: what came in, how often, and how much that is in a year and in a month (R91).

An amount is counted as often as its period comes in a year. Everything is added exactly, and the sum alone is
rounded, half up to the cent; what stands beside a single item is rounded for show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from applications.domain import money
from homefire.changes import TrackedField
from homefire.rules import RuleBroken
from homefire.sentences import say

WEEKS_IN_A_YEAR = 52
MONTHS_IN_A_YEAR = 12
MOST_ITEMS = 100


class Period(StrEnum):
    """How often an amount comes in."""

    WEEKLY = "WEEKLY"
    EVERY_TWO_WEEKS = "EVERY_TWO_WEEKS"
    TWICE_A_MONTH = "TWICE_A_MONTH"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"
    ONCE = "ONCE"  # Counted once in the year.
    ACTUAL = "ACTUAL"  # What came in over some weeks, such as the four weeks of the proof.


TIMES: dict[Period, int] = {
    Period.WEEKLY: WEEKS_IN_A_YEAR,
    Period.EVERY_TWO_WEEKS: 26,
    Period.TWICE_A_MONTH: 24,
    Period.MONTHLY: MONTHS_IN_A_YEAR,
    Period.QUARTERLY: 4,
    Period.YEARLY: 1,
    Period.ONCE: 1,
}
"""How often each comes in a year; `ACTUAL` says by its weeks."""

TRACKED: dict[str, TrackedField] = {
    "items": TrackedField("INCOME ITEMS"),
    "yearly": TrackedField("INCOME A YEAR", lambda amount: money.show(amount) if amount else ""),
    "zero_income": TrackedField("ZERO INCOME STATEMENT", lambda date: "YES" if date else "NO"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One amount. `weeks` goes with `ACTUAL` alone. An item that is not `counted` is a benefit and no income.

    `source` is a code of the list `income_source`, `label` how people read it.
    """

    source: str
    amount: Decimal
    period: Period
    weeks: int | None = None
    counted: bool = True
    label: str = ""

    @property
    def name(self) -> str:
        """The source in words."""
        return self.label or self.source

    @property
    def yearly(self) -> Fraction:
        """What the item comes to in a year, exactly; nothing where it is not counted."""
        if not self.counted:
            return Fraction(0)
        if self.period is Period.ACTUAL:
            assert self.weeks is not None
            return Fraction(self.amount) * WEEKS_IN_A_YEAR / self.weeks
        return Fraction(self.amount) * TIMES[self.period]

    @property
    def arithmetic(self) -> str:
        """How the year's amount comes about: `$500.00 × 26 = $13,000.00`."""
        if not self.counted:
            return say("not counted")
        times = str(TIMES[self.period]) if self.period in TIMES else f"{WEEKS_IN_A_YEAR} ÷ {self.weeks}"
        return f"{money.show(self.amount)} × {times} = {money.show(money.round_half_up(self.yearly))}"


def yearly(items: Sequence[Item]) -> Decimal:
    """All income of a year."""
    return money.round_half_up(sum((item.yearly for item in items), Fraction(0)))


def monthly(items: Sequence[Item]) -> Decimal:
    """All income of a year by twelve, rounded once."""
    return money.round_half_up(sum((item.yearly for item in items), Fraction(0)) / MONTHS_IN_A_YEAR)


def parse_period(text: str) -> Period:
    """A period by its name, in any case."""
    try:
        return Period(text.upper())
    except ValueError:
        raise RuleBroken("not_a_period", f"Choose one of: {', '.join(Period)}.") from None


def check_weeks(period: Period, weeks: int | None) -> None:
    """Weeks are told with actual income, and with nothing else."""
    if period is Period.ACTUAL and weeks is None:
        raise RuleBroken("weeks_required", "Say over how many weeks this came in.")
    if period is not Period.ACTUAL and weeks is not None:
        raise RuleBroken("weeks_not_used", "Leave the weeks empty, or choose actual income over some weeks.")


def check_amount(amount: Decimal, counted: bool) -> None:
    """Income that is counted is more than nothing; a benefit that is not counted may be entered as 0."""
    if counted and not amount:
        raise RuleBroken("amount_out_of_range", "Enter an amount above 0, or take the row out.")


def check_covered(first: date | None, last: date | None) -> None:
    """The days that a document covers, in their order."""
    if first is not None and last is not None and last < first:
        raise RuleBroken("before_first_day", "The last day is before the first. Correct one of them.")


def check_document_date(dated: date | None, today: date) -> None:
    """A document has been written by today, which is the agency's date."""
    if dated is not None and dated > today:
        raise RuleBroken("in_the_future", "The document is dated in the future. Correct it.")


def check_zero_statement(items: Sequence[Item], stated: date | None, today: date) -> None:
    """A household that states it has no income has none that is counted."""
    if stated is None:
        return
    if any(item.counted for item in items):
        raise RuleBroken("income_and_zero", "Take the income out, or the statement that there is none.")
    if stated > today:
        raise RuleBroken("in_the_future", "The statement is dated in the future. Correct it.")
