"""Every limit of both federal years that ship, against figures kept apart, and what a penny does (R91)."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from math import floor
from pathlib import Path

import pytest

from applications.domain.eligibility import Facts, Outcome, over_table, propose
from applications.domain.income import Item, Period
from applications.domain.limits import Dates, Rule, limit_for
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.rule_table import Kind, Per, Table, figures_of

SHIPPED = tomllib.loads((resources.files("applications") / "rule_tables.toml").read_text())["table"]
RULE = Rule.of(ELIGIBILITY.shipped[0])
PENNY = Decimal("0.01")
with (Path(__file__).parent.parent / "data" / "income_limits.csv").open() as reading:
    EXPECTED = list(csv.DictReader(reading))
with (Path(__file__).parent.parent / "data" / "income_limits_by_month.csv").open() as reading:
    BY_MONTH = list(csv.DictReader(reading))
MEDIAN = {2025: 121926, 2026: 128144, 2027: 133021}
"""ACF's state median income of four persons in California, by federal fiscal year."""
YEARS = (2026, 2027)
MONTHLY = Rule.of({**RULE.row(), "basis": "MONTH"})
PUBLISHED = {
    2025: "3170.00 4145.41 5120.83 6096.25 7071.58 8047.00 8229.91 8412.75",
    2026: "3331.66 4356.83 5382.00 6407.16 7432.25 8457.41 8649.66 8841.83 9034.08 9226.25",
}
"""CSD's limits, a month, for one person and more."""
EACH_MORE = {2026: Decimal("192.21")}
"""What CSD adds for each person above ten."""
by_size = pytest.mark.parametrize("expected", EXPECTED, ids=lambda row: f"{row['year']}-{row['size']}")
by_month = pytest.mark.parametrize("expected", BY_MONTH, ids=lambda row: f"{row['year']}-{row['size']}")


def tables_of(year: int) -> dict[Kind, Table]:
    """The two tables of a federal fiscal year, from what ships."""
    found = {}
    for number, row in enumerate(SHIPPED, start=1):
        if row["effective_to"] == date(year, 9, 30):
            figures = {size: Decimal(figure) for size, figure in enumerate(row["figures"], start=1)}
            kind = Kind(row["kind"])
            found[kind] = Table(number, kind, row["title"], 1, Per(row["per"]), figures, row["source"])
    return found


def answer(
    size: int, amount: Decimal, year: int, rule: Rule = RULE, period: Period = Period.YEARLY
) -> Outcome:
    """What is proposed for an income of a year, or of another period."""
    items = (Item("WAGES", amount, period),)
    return propose(Facts(size, items), rule, tables_of(year), date(year, 1, 1)).outcome


@pytest.mark.req("R91")
@pytest.mark.parametrize("year", YEARS)
def test_shipped_tables_hold_for_a_federal_fiscal_year_and_25_persons(year):
    for row in (each for each in SHIPPED if each["effective_to"] == date(year, 9, 30)):
        assert row["effective_from"] == date(year - 1, 10, 1)
    assert all(len(table.figures) == 25 for table in tables_of(year).values())


def cut(exact: Fraction) -> Decimal:
    """Down to the cent."""
    return Decimal(floor(exact * 100)) / 100


def a_month(year: int, size: int) -> Decimal:
    """60 percent of the median in the way of CSD: whole dollars a year by size, a month's cents, so much for each above 10.

    Percents by size are those of 45 CFR 96.85(b). Each step cuts and never rounds up.
    """
    four = MEDIAN[year] * 60 // 100
    if size > 10:
        return a_month(year, 10) + (size - 10) * cut(Fraction(3 * four, 1200))
    percent = 100 + 16 * (size - 4) if size <= 6 else 132 + 3 * (size - 6)
    return cut(Fraction(four * percent // 100, 12))


@pytest.mark.req("R91")
def test_shipped_table_is_the_one_that_the_state_published():
    table = tables_of(2026)[Kind.SMI60]
    for size, printed in enumerate(PUBLISHED[2026].split(), start=1):
        assert str(table.amount(size, Per.MONTH)) == printed
    printed = [(size, Decimal(limit)) for size, limit in enumerate(PUBLISHED[2026].split(), start=1)]
    assert figures_of(Kind.SMI60, printed, EACH_MORE[2026]) == table.figures


@pytest.mark.req("R91")
def test_a_year_that_the_state_has_yet_to_publish_follows_from_the_estimate_as_the_published_ones_do():
    for year, printed in PUBLISHED.items():
        for size, limit in enumerate(printed.split(), start=1):
            assert a_month(year, size) == Decimal(limit), (year, size)
    for year, each_more in EACH_MORE.items():
        assert a_month(year, 11) - a_month(year, 10) == each_more
    for year in YEARS:
        assert tables_of(year)[Kind.SMI60].figures == {size: a_month(year, size) for size in range(1, 26)}


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
@pytest.mark.parametrize("year", YEARS)
def test_guidelines_decide_from_13_persons_and_the_floor_would_from_21(year):
    tables = tables_of(year)
    decides = [row["from"] for row in EXPECTED if row["year"] == str(year)]
    assert decides == ["SMI60"] * 12 + ["FPG"] * 13
    median_alone = Rule.of({**RULE.row(), "limit": "SMI60"})
    raised = [
        size
        for size in range(1, 26)
        if limit_for(size, median_alone, tables).amount > tables[Kind.SMI60].amount(size, Per.YEAR)
    ]
    assert raised == list(range(21, 26))
    steps = limit_for(21, median_alone, tables).path
    assert steps[-1].says.startswith("The limit is raised to 110 % of the poverty guidelines")


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    ("tables_of", "year", "intake", "day"),
    [
        ("PROGRAM_YEAR", 2026, date(2026, 9, 15), date(2026, 9, 15)),
        ("PROGRAM_YEAR", 2026, date(2026, 11, 15), date(2026, 9, 30)),
        ("PROGRAM_YEAR", 2027, date(2026, 9, 15), date(2026, 10, 1)),
        ("INTAKE", 2026, date(2026, 11, 15), date(2026, 11, 15)),
        ("CERTIFICATION", 2026, date(2026, 9, 15), date(2026, 10, 20)),
        ("DECISION", 2026, date(2026, 9, 15), date(2026, 11, 26)),
    ],
)
def test_program_says_which_days_tables_count(tables_of, year, intake, day):
    rule, today = Rule.of({**RULE.row(), "tables_of": tables_of}), date(2026, 11, 26)
    assert rule.day_for(Dates(year, intake, date(2026, 10, 20)), today) == day
    assert f"{day.month}/{day.day}/{day.year}" in rule.day_step(day, day).says


@pytest.mark.req("R91")
def test_program_year_counts_as_shipped_and_a_day_before_the_certification_is_todays():
    assert RULE.day_for(Dates(2026, date(2027, 1, 5)), date(2027, 2, 1)) == date(2026, 9, 30)
    certified = Rule.of({**RULE.row(), "tables_of": "CERTIFICATION"})
    assert certified.day_for(Dates(2026, date(2026, 9, 15)), date(2026, 11, 26)) == date(2026, 11, 26)


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
    by_the_year = Table(
        9, Kind.SMI60, "BY THE YEAR", 1, Per.YEAR, dict.fromkeys(range(1, 26), Decimal(39980))
    )
    tables = {**tables_of(2026), Kind.SMI60: by_the_year}
    at_the_limit = Facts(1, (Item("WAGES", Decimal("39980.00"), Period.YEARLY),))
    assert propose(at_the_limit, RULE, tables, date(2026, 1, 1)).outcome is Outcome.ELIGIBLE
    told = over_table(at_the_limit, RULE, tables, date(2026, 1, 1))
    assert told.startswith("$3,331.67 a month is over the limit of $3,331.66;")
    under = Facts(1, (Item("WAGES", Decimal("39979.92"), Period.YEARLY),))
    assert over_table(under, RULE, tables, date(2026, 1, 1)) == ""


@pytest.mark.req("R91")
def test_a_figure_published_by_the_month_is_twelve_of_it_by_the_year_and_the_path_says_so():
    tables = tables_of(2026)
    assert limit_for(1, MONTHLY, tables).amount == Decimal("3331.66")
    by_the_year = limit_for(1, RULE, tables)
    assert by_the_year.amount == Decimal("39979.92")
    assert by_the_year.path[0].says.endswith("$39,979.92 a year for 1, from $3,331.66 a month.")
