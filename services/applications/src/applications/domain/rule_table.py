"""Published tables that decide about eligibility: figures by household size, dated, never changed once published (R91).

A table holds on the days from `effective_from` to `effective_to`. Where a figure was published wrongly, a later edition
for the same days takes its place from the day it applies from; decisions made before keep what they were made with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from applications.domain import money
from homefire.rules import RuleBroken
from homefire.sentences import say

LARGEST_SIZE = 25
"""Beyond it CSD decides."""
_FOUR = 4


class Kind(StrEnum):
    """What a table's figures are."""

    SMI60 = "SMI60"  # 60 percent of the state median income.
    FPG = "FPG"  # The federal poverty guidelines, 100 percent.
    AMI = "AMI"  # The area median income that HUD publishes.


class Per(StrEnum):
    """The time that a figure is for, or that income is compared over."""

    YEAR = "YEAR"
    MONTH = "MONTH"

    def spell(self) -> str:
        """`a year` or `a month`."""
        return say("a year") if self is Per.YEAR else say("a month")


class State(StrEnum):
    """A draft may be changed, a published table never."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a decision uses it: US dollars by household size, as published."""

    id: int
    kind: Kind
    title: str
    edition: int
    per: Per
    figures: Mapping[int, Decimal]
    source: str = ""

    def amount(self, size: int, per: Per, percent: int = 100) -> Decimal:
        """Some percent of a size's figure over a year or a month, cut to the cent once, as CSD publishes a limit.

        A figure that nothing is done to is as published.
        """
        exact = Fraction(self.figures[size]) * percent / 100
        if self.per is Per.YEAR and per is Per.MONTH:
            exact /= 12
        elif self.per is Per.MONTH and per is Per.YEAR:
            exact *= 12
        return money.cut(exact)


def parse_kind(text: str) -> Kind:
    """A kind of table by its code, in any case."""
    try:
        return Kind(text.upper())
    except ValueError:
        raise RuleBroken("not_a_kind", f"Choose one of: {', '.join(Kind)}.") from None


def parse_per(text: str) -> Per:
    """Year or month, in any case."""
    try:
        return Per(text.upper())
    except ValueError:
        raise RuleBroken("not_a_time", f"Choose one of: {', '.join(Per)}.") from None


def check_dates(first: date, last: date, applies: date) -> None:
    """A table's days in their order, and an edition that applies within them."""
    if last < first:
        raise RuleBroken("before_first_day", "The last day is before the first. Correct one of them.")
    if not first <= applies <= last:
        raise RuleBroken("outside_its_days", "Choose a day on which the table holds.")


def figures_of(
    kind: Kind, rows: Sequence[tuple[int, Decimal]], each_more: Decimal | None = None
) -> dict[int, Decimal]:
    """A table's figures from its rows; an area median for four alone gives the other sizes (24 CFR 81.17).

    `each_more` is what a publisher adds for each person above the largest size that it prints. Raises where a size comes
    twice. A draft may lack sizes.
    """
    figures = dict(rows)
    if len(figures) != len(rows):
        raise RuleBroken("size_twice", "A household size is listed twice. Take one of the rows out.")
    if each_more is not None and figures:
        largest = max(figures)
        for size in range(largest + 1, LARGEST_SIZE + 1):
            figures[size] = figures[largest] + (size - largest) * each_more
        return figures
    if kind is Kind.AMI and set(figures) == {_FOUR}:
        return {size: _area_median(figures[_FOUR], size) for size in range(1, LARGEST_SIZE + 1)}
    return figures


def _area_median(four: Decimal, size: int) -> Decimal:
    """70, 80 and 90 percent of four persons' median for one to three, and 8 points more for each above four."""
    percent = 60 + 10 * size if size <= _FOUR else 100 + 8 * (size - _FOUR)
    return money.round_half_up(Fraction(four) * percent / 100)


def check_correction(applies_from: date, today: date) -> None:
    """A table that takes another's place does so from today or later: what was answered before stays as it was."""
    if applies_from < today:
        raise RuleBroken(
            "rewrites_the_past",
            "This table replaces a published one. Say from which day on it applies, today or later.",
        )


def check_complete(figures: Mapping[int, Decimal]) -> None:
    """What is published has a figure above zero for each size, and none below that of a smaller household."""
    missing = [str(size) for size in range(1, LARGEST_SIZE + 1) if not figures.get(size)]
    if missing:
        raise RuleBroken("incomplete", f"Enter the figures for these household sizes: {', '.join(missing)}.")
    for size in range(2, LARGEST_SIZE + 1):
        if figures[size] < figures[size - 1]:
            raise RuleBroken(
                "decreasing", f"The figure for {size} is below the one for {size - 1}. Correct one of them."
            )


def title_with_edition(title: str, edition: int) -> str:
    """A table as an explanation names it."""
    named = _known(title)
    return named if edition == 1 else say("{table} (edition {edition})", table=named, edition=edition)


def _known(title: str) -> str:
    """A title that Homefire ships tables under in every year is known in other languages too; another stays."""
    year = title[-4:]
    known = (
        say("60 % of state median income, California, FFY {year}", year=year),
        say("Federal poverty guidelines {year}", year=year),
    )
    return next((each for each in known if each == title), title)
