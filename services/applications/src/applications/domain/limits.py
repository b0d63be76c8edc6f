"""The income limit of a household size, from a program's rule and the published tables (42 USC 8624(b)(2)(B), R91)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from applications.domain import money
from applications.domain.rule_table import Kind, Per, Table, title_with_edition
from homefire.sentences import made_of, say
from homefire.us.dates import show_date

MEDIAN = "42 USC 8624(b)(2)(B)(ii); 45 CFR 96.85(b)"
GUIDELINES = "42 USC 8624(b)(2)(B)(i)"
GREATER = "42 USC 8624(b)(2)(B)"
FLOOR = "42 USC 8624(b)(2)"


class LimitRule(StrEnum):
    """Which figure limits income."""

    GREATER = "GREATER"
    SMI60 = "SMI60"
    FPG = "FPG"


class TablesOf(StrEnum):
    """Which day's tables count for an application."""

    PROGRAM_YEAR = (
        "PROGRAM_YEAR"  # The day of intake, or the next one within the federal year of the program year.
    )
    INTAKE = "INTAKE"
    CERTIFICATION = "CERTIFICATION"
    DECISION = "DECISION"


_SPELLED = {
    TablesOf.PROGRAM_YEAR: say("the program year's"),
    TablesOf.INTAKE: say("the day of intake"),
    TablesOf.CERTIFICATION: say("the day of the certification"),
    TablesOf.DECISION: say("the day of the decision"),
}


@dataclass(frozen=True, slots=True)
class Dates:
    """What an application's own days are. `certified` is None before it is certified."""

    program_year: int
    intake: date
    certified: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rule on the way to an answer: what it says here, what it rests on, which table it read."""

    rule: str
    says: str
    cites: str = ""
    table_id: int | None = None
    table_edition: int | None = None

    def frozen(self) -> dict[str, Any]:
        """The step as JSON primitives."""
        return {
            "rule": self.rule,
            "says": self.says,
            "says_made_of": made_of(self.says),
            "cites": self.cites,
            "table_id": self.table_id,
            "table_edition": self.table_edition,
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """How a program limits income: the row of its part `eligibility`. Percents are whole numbers."""

    limit: LimitRule
    guideline_percent: int
    floor_percent: int
    basis: Per
    at_or_under: bool
    income_area: str
    guideline_area: str
    largest_size: int
    categorical: tuple[str, ...] = ()
    tables_of: TablesOf = TablesOf.PROGRAM_YEAR

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Rule:
        """The rule of a part's row."""
        return cls(
            limit=LimitRule(row["limit"]),
            guideline_percent=row["guideline_percent"],
            floor_percent=row["floor_percent"],
            basis=Per(row["basis"]),
            at_or_under=row["operator"] == "AT_OR_UNDER",
            income_area=row["income_area"],
            guideline_area=row["guideline_area"],
            largest_size=row["largest_size"],
            categorical=tuple(row["categorical"]),
            tables_of=TablesOf(row["tables_of"]),
        )

    def row(self) -> dict[str, Any]:
        """The part's row again, as a decision keeps it."""
        return {
            "limit": str(self.limit),
            "guideline_percent": self.guideline_percent,
            "floor_percent": self.floor_percent,
            "basis": str(self.basis),
            "operator": "AT_OR_UNDER" if self.at_or_under else "UNDER",
            "income_area": self.income_area,
            "guideline_area": self.guideline_area,
            "largest_size": self.largest_size,
            "categorical": list(self.categorical),
            "tables_of": str(self.tables_of),
        }

    def day_for(self, dates: Dates, today: date) -> date:
        """The day whose tables count for an application that is decided today."""
        match self.tables_of:
            case TablesOf.PROGRAM_YEAR:
                first, last = date(dates.program_year - 1, 10, 1), date(dates.program_year, 9, 30)
                return min(max(dates.intake, first), last)
            case TablesOf.INTAKE:
                return dates.intake
            case TablesOf.CERTIFICATION:
                return dates.certified or today
            case TablesOf.DECISION:
                return today

    def day_step(self, day: date, usual: date) -> Step:
        """Which tables are used, and which would be where somebody has asked for others."""
        if day == usual:
            says = say(
                "The tables of {day} count: {whose}.", day=show_date(day), whose=_SPELLED[self.tables_of]
            )
        else:
            says = say(
                "The tables of {day} were asked for; {whose}, {usual}, counts.",
                day=show_date(day),
                whose=_SPELLED[self.tables_of],
                usual=show_date(usual),
            )
        return Step("tables_of", says)

    def spell_basis(self) -> str:
        """`a year` or `a month`."""
        return self.basis.spell()


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit of a household size over the basis, and how it came about."""

    amount: Decimal
    path: tuple[Step, ...]


def needed_kinds(rule: Rule) -> dict[Kind, str]:
    """Which tables the rule reads, each with its area."""
    needed = {}
    if rule.limit is not LimitRule.FPG:
        needed[Kind.SMI60] = rule.income_area
    if rule.limit is not LimitRule.SMI60 or rule.floor_percent:
        needed[Kind.FPG] = rule.guideline_area
    return needed


def limit_for(size: int, rule: Rule, tables: Mapping[Kind, Table]) -> Limit:
    """The limit of a household of this size, which the needed tables have."""
    candidates, path = [], []
    if rule.limit is not LimitRule.FPG:
        amount, step = _median(size, rule, tables[Kind.SMI60])
        candidates.append(amount)
        path.append(step)
    if rule.limit is not LimitRule.SMI60:
        amount, step = _guideline(size, rule, tables[Kind.FPG], rule.guideline_percent, "guideline")
        candidates.append(amount)
        path.append(step)
    limit = max(candidates)
    if len(candidates) > 1:
        path.append(
            Step("greater_of", say("The greater of the two is {limit}.", limit=money.show(limit)), GREATER)
        )
    if rule.floor_percent:
        floor, _ = _guideline(size, rule, tables[Kind.FPG], rule.floor_percent, "floor")
        path.append(_floor_step(limit, floor, rule, tables[Kind.FPG]))
        limit = max(limit, floor)
    return Limit(limit, tuple(path))


def _median(size: int, rule: Rule, table: Table) -> tuple[Decimal, Step]:
    amount = table.amount(size, rule.basis)
    told: dict[str, Any] = {
        "table": title_with_edition(table.title, table.edition),
        "amount": money.show(amount),
        "per": rule.spell_basis(),
        "size": size,
    }
    if table.per is rule.basis:
        says = say("{table}: {amount} {per} for {size}.", **told)
    else:
        published = {"published": money.show(table.figures[size]), "published_per": table.per.spell()}
        says = say(
            "{table}: {amount} {per} for {size}, from {published} {published_per}.", **told, **published
        )
    return amount, Step("state_median", says, MEDIAN, table.id, table.edition)


def _guideline(size: int, rule: Rule, table: Table, percent: int, name: str) -> tuple[Decimal, Step]:
    amount = table.amount(size, rule.basis, percent)
    says = say(
        "{percent} % of {table}: {amount} {per} for {size}.",
        percent=percent,
        table=title_with_edition(table.title, table.edition),
        amount=money.show(amount),
        per=rule.spell_basis(),
        size=size,
    )
    return amount, Step(name, says, GUIDELINES, table.id, table.edition)


def _floor_step(limit: Decimal, floor: Decimal, rule: Rule, table: Table) -> Step:
    told = say(
        "{percent} % of the poverty guidelines, {amount}",
        percent=rule.floor_percent,
        amount=money.show(floor),
    )
    says = (
        say("The limit is not below {floor}.", floor=told)
        if floor <= limit
        else say("The limit is raised to {floor}.", floor=told)
    )
    return Step("floor", says, FLOOR, table.id, table.edition)
