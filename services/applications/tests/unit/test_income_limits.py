"""Every limit of both federal years that ship, against figures kept apart, and what a penny does (R91)."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from applications.domain.eligibility import Facts, Outcome, over_table, propose
from applications.domain.income import Item, Period
from applications.domain.limits import Rule, limit_for
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.rule_table import Kind, Per, Table

SHIPPED = tomllib.loads((resources.files("applications") / "rule_tables.toml").read_text())["table"]
RULE = Rule.of(ELIGIBILITY.shipped[0])
PENNY = Decimal("0.01")
with (Path(__file__).parent.parent / "data" / "income_limits.csv").open() as reading:
    EXPECTED = list(csv.DictReader(reading))
with (Path(__file__).parent.parent / "data" / "income_limits_by_month.csv").open() as reading:
    BY_MONTH = list(csv.DictReader(reading))
KNOWN = {
    2026: ("39980.00", "52282.00", "64584.00", "76886.00", "89187.00", "101489.00"),
    2027: ("41502.00", "54272.00", "67042.00", "79812.00", "92581.00", "105351.00"),
}
"""60 percent of the state median income for one to six persons."""
MEDIAN = {2025: 121926, 2026: 128144, 2027: 133021}
"""ACF's state median income of four persons in California, by federal fiscal year."""
MONTHLY = Rule.of({**RULE.row(), "basis": "MONTH"})
PUBLISHED_2025 = ("3170.00", "4145.41", "5120.83", "6096.25", "7071.58", "8047.00", "8229.91", "8412.75")
"""CSD's limits of 2025 for one to eight persons, a month."""
by_size = pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row['year']}-{row['size']}")
by_month = pytest.mark.parametrize("expected", BY_MONTH, ids=lambda row: f"{row['year']}-{row['size']}")


def tables_of(year: int) -> dict[Kind, Table]:
    """The two tables of a federal fiscal year, from what ships."""
    found = {}
    for number, row in enumerate(SHIPPED, start=1):
        if row["effective_to"] == date(year, 9, 30):
            figures = {size: Decimal(figure) for size, figure in enumerate(row["figures"], start=1)}
            kind = Kind(row["kind"])
            found[kind] = Table(number, kind, row["title"], 1, Per.YEAR, figures, row["source"])
    return found


def answer(
    size: int, amount: Decimal, year: int, rule: Rule = RULE, period: Period = Period.YEARLY
) -> Outcome:
    """What is proposed for an income of a year, or of another period."""
    items = (Item("WAGES", amount, period),)
    return propose(Facts(size, items), rule, tables_of(year), date(year, 1, 1)).outcome


@pytest.mark.req("R91")
@pytest.mark.parametrize("year", KNOWN)
def test_shipped_tables_have_the_figures_of_the_estimate(year):
    tables = tables_of(year)
    assert tuple(str(tables[Kind.SMI60].figures[size]) for size in range(1, 7)) == KNOWN[year]
    first = next(row for row in SHIPPED if row["effective_to"] == date(year, 9, 30))
    assert first["effective_from"] == date(year - 1, 10, 1)
    assert all(len(table.figures) == 25 for table in tables.values())


def whole_dollars(year: int, size: int) -> int:
    """60 percent of the median for a household, cut to whole dollars at each step (45 CFR 96.85(b))."""
    percent = 100 + 16 * (size - 4) if size <= 6 else 132 + 3 * (size - 6)
    return MEDIAN[year] * 60 // 100 * percent // 100


@pytest.mark.req("R91")
def test_figures_are_cut_to_whole_dollars_as_the_state_publishes_them():
    figures = {size: Decimal(whole_dollars(2025, size)) for size in range(1, 26)}
    tables = {Kind.SMI60: Table(1, Kind.SMI60, "FFY 2025", 1, Per.YEAR, figures)}
    median = Rule.of({**MONTHLY.row(), "limit": "SMI60", "floor_percent": 0})
    a_month = [str(limit_for(size, median, tables).amount) for size in range(1, 9)]
    assert tuple(a_month) == PUBLISHED_2025
    for year in KNOWN:
        figures = tables_of(year)[Kind.SMI60].figures
        assert figures == {size: whole_dollars(year, size) for size in range(1, 26)}


@pytest.mark.req("R91")
@by_size
def test_limit_is_the_greater_figure_and_a_penny_over_is_over(expected):
    year, size, limit = int(expected["year"]), int(expected["size"]), Decimal(expected["limit"])
    tables = tables_of(year)
    assert tables[Kind.SMI60].figures[size] == Decimal(expected["smi60"])
    assert tables[Kind.FPG].figures[size] == Decimal(expected["fpg"])
    assert limit_for(size, RULE, tables).amount == limit
    outcomes = [answer(size, limit + penny, year) for penny in (-PENNY, Decimal(0), PENNY)]
    assert outcomes == [Outcome.ELIGIBLE, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE]


@pytest.mark.req("R91")
@by_size
def test_income_under_the_limit_is_under_and_at_it_is_not(expected):
    year, size, limit = int(expected["year"]), int(expected["size"]), Decimal(expected["limit"])
    under = Rule.of({**RULE.row(), "operator": "UNDER"})
    outcomes = [answer(size, limit + penny, year, under) for penny in (-PENNY, Decimal(0), PENNY)]
    assert outcomes == [Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.NOT_ELIGIBLE]


@pytest.mark.req("R91")
@pytest.mark.parametrize("year", KNOWN)
def test_guidelines_decide_from_13_persons_and_the_floor_would_from_21(year):
    tables = tables_of(year)
    decides = [row["from"] for row in EXPECTED if row["year"] == str(year)]
    assert decides == ["SMI60"] * 12 + ["FPG"] * 13
    median_alone = Rule.of({**RULE.row(), "limit": "SMI60"})
    raised = [
        size
        for size in range(1, 26)
        if limit_for(size, median_alone, tables).amount > tables[Kind.SMI60].figures[size]
    ]
    assert raised == list(range(21, 26))
    steps = limit_for(21, median_alone, tables).path
    assert steps[-1].says.startswith("The limit is raised to 110 % of the poverty guidelines")


@pytest.mark.req("R91")
@by_month
def test_limit_of_a_month_is_cut_to_the_cent_and_a_penny_over_is_over(expected):
    year, size, limit = int(expected["year"]), int(expected["size"]), Decimal(expected["limit"])
    assert limit_for(size, MONTHLY, tables_of(year)).amount == limit
    for rule in (MONTHLY, RULE):
        outcomes = [
            answer(size, limit + penny, year, rule, Period.MONTHLY) for penny in (-PENNY, Decimal(0), PENNY)
        ]
        assert outcomes == [Outcome.ELIGIBLE, Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE], rule.basis


@pytest.mark.req("R91", "R92")
def test_income_at_the_limit_of_the_year_that_is_a_penny_over_by_the_month_is_told():
    tables = tables_of(2026)
    at_the_limit = Facts(1, (Item("WAGES", Decimal("39980.00"), Period.YEARLY),))
    assert propose(at_the_limit, RULE, tables, date(2026, 1, 1)).outcome is Outcome.ELIGIBLE
    told = over_table(at_the_limit, RULE, tables, date(2026, 1, 1))
    assert told.startswith("$3,331.67 a month is over the limit of $3,331.66;")
    under = Facts(1, (Item("WAGES", Decimal("39979.92"), Period.YEARLY),))
    assert over_table(under, RULE, tables, date(2026, 1, 1)) == ""


@pytest.mark.req("R91")
def test_a_figure_published_by_the_month_is_used_as_published():
    published = {size: Decimal("3331.65") for size in range(1, 26)}
    as_published = Table(9, Kind.SMI60, "BY THE MONTH", 1, Per.MONTH, published)
    tables = {**tables_of(2026), Kind.SMI60: as_published}
    assert limit_for(1, MONTHLY, tables).amount == Decimal("3331.65")
