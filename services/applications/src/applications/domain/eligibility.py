"""Whether a household's income is within the limit, and the whole way to that answer (R91, R92, R177).

Pure: facts, a program's rule and the published tables of a day go in, a proposal comes out, with every rule it went by,
what each rests on, and what would change it. What is stored of a decision is `Proposal.frozen()`.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from applications.domain import explaining, income, money
from applications.domain.income import Item
from applications.domain.limits import Limit, Rule, Step, limit_for, needed_kinds
from applications.domain.rule_table import LARGEST_SIZE, Kind, Per, Table, title_with_edition
from homefire.sentences import made_of, say

_PENNY = Decimal("0.01")
CATEGORICAL = "42 USC 8624(b)(2)(A)"
LARGE_HOUSEHOLD = "CSD eligibility tables"
AREA_MEDIAN = "24 CFR 81.17"


class Outcome(StrEnum):
    """What is proposed."""

    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    NEEDS_APPROVAL = "NEEDS_APPROVAL"
    CANNOT_TELL = "CANNOT_TELL"


TELLS = {
    Outcome.ELIGIBLE: say("eligible"),
    Outcome.NOT_ELIGIBLE: say("not eligible"),
    Outcome.NEEDS_APPROVAL: say("CSD approval is needed"),
    Outcome.CANNOT_TELL: say("it cannot be told"),
}
"""Each outcome in words."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What the customer gets from another program, as its list of existing benefits has it (R137)."""

    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a household. `size` is 0 and `items` empty where nothing was entered."""

    size: int
    items: Sequence[Item] = ()
    zero_income: bool = False
    benefits: Sequence[Benefit] = ()

    @property
    def has_income(self) -> bool:
        """Whether income was entered, or stated to be none."""
        return self.zero_income or any(item.counted for item in self.items)

    def benefit_among(self, codes: Container[str]) -> str:
        """The name of a benefit with one of these codes, wherever it was entered; empty for none."""
        named = [
            *((item.source, item.name) for item in self.items),
            *((each.kind, each.label or each.kind) for each in self.benefits),
        ]
        return next((name for code, name in named if code in codes), "")

    def income(self, per: Per) -> Decimal:
        """The household's income over a year or a month."""
        return income.yearly(self.items) if per is Per.YEAR else income.monthly(self.items)


@dataclass(frozen=True, slots=True)
class Missing:
    """What has to be entered before an answer can be given."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the answer: an amount over the basis, or another household size."""

    what: str
    says: str
    outcome: Outcome
    amount: Decimal | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer. `limit` is None where there is none; `ami_percent` is None where no area table is loaded."""

    outcome: Outcome
    as_of: date
    facts: Facts
    rule: Rule
    limit: Decimal | None = None
    path: tuple[Step, ...] = ()
    missing: tuple[Missing, ...] = ()
    changes: tuple[Change, ...] = ()
    tables: Mapping[Kind, Table] = field(default_factory=dict)
    ami_percent: Decimal | None = None

    def frozen(self) -> dict[str, Any]:
        """The proposal as JSON primitives, amounts as decimal strings: what a decision keeps for good."""
        return {
            "outcome": str(self.outcome),
            "as_of": self.as_of.isoformat(),
            "basis": str(self.rule.basis),
            "household_size": self.facts.size,
            "income": str(self.facts.income(self.rule.basis)) if self.facts.has_income else None,
            "income_yearly": str(income.yearly(self.facts.items)),
            "income_monthly": str(income.monthly(self.facts.items)),
            "zero_income": self.facts.zero_income,
            "items": [_item(item) for item in self.facts.items],
            "benefits": [{"kind": each.kind, "label": each.label} for each in self.facts.benefits],
            "rule": self.rule.row(),
            "limit": str(self.limit) if self.limit is not None else None,
            "path": [step.frozen() for step in self.path],
            "missing": [_missed(each) for each in self.missing],
            "changes": [_change(each) for each in self.changes],
            "tables": [_table(table) for table in self.tables.values()],
            "ami_percent": str(self.ami_percent) if self.ami_percent is not None else None,
        }


def propose(facts: Facts, rule: Rule, tables: Mapping[Kind, Table], as_of: date) -> Proposal:
    """Compares a household's income with the limit of its size. `tables` are those in force on `as_of`."""
    used = {kind: tables[kind] for kind in Kind if kind in tables}
    ami, ami_steps = _area_median(facts, used)
    start = Proposal(Outcome.CANNOT_TELL, as_of, facts, rule, tables=used, ami_percent=ami)
    if not facts.size:
        return _answer(start, missing=(Missing("household", say("Enter the household first.")),))
    size_step = Step("household", explaining.household(facts.size))
    if facts.size > rule.largest_size:
        says = say("A household of more than {size} needs CSD approval.", size=rule.largest_size)
        step = Step("household_over_largest", says, LARGE_HOUSEHOLD)
        return _answer(start, Outcome.NEEDS_APPROVAL, path=(size_step, step))
    benefit = facts.benefit_among(rule.categorical)
    if benefit:
        says = say("Receiving {benefit} makes the household eligible.", benefit=benefit)
        step = Step("categorical", says, CATEGORICAL)
        return _answer(start, Outcome.ELIGIBLE, path=(size_step, step, *ami_steps))
    missing = _missing(facts, rule, used)
    if missing:
        return _answer(start, path=(size_step,), missing=missing)
    limit = limit_for(facts.size, rule, used)
    outcome, comparison = _compare(facts, rule, limit.amount)
    path = (size_step, *_income_steps(facts, rule), *limit.path, comparison, *ami_steps)
    changes = (*_by_amount(facts, rule, limit), *_by_size(facts, rule, used))
    return _answer(start, outcome, limit=limit.amount, path=path, changes=changes)


def over_table(facts: Facts, rule: Rule, tables: Mapping[Kind, Table], as_of: date) -> str:
    """How the income is over the table, compared as the program does and by the month; empty where it is not.

    CSD publishes limits by the month, cut to the cent, and CORE holds income against them: a sum over the year that is
    exactly at the limit may be a penny over by the month.
    """
    for basis in dict.fromkeys((rule.basis, Per.MONTH)):
        proposal = propose(facts, replace(rule, basis=basis), tables, as_of)
        if proposal.outcome is Outcome.NOT_ELIGIBLE:
            return next(step.says for step in proposal.path if step.rule == "comparison")
    return ""


def _answer(start: Proposal, outcome: Outcome = Outcome.CANNOT_TELL, **parts: Any) -> Proposal:
    return Proposal(
        outcome,
        start.as_of,
        start.facts,
        start.rule,
        tables=start.tables,
        ami_percent=start.ami_percent,
        **parts,
    )


def within(amount: Decimal, limit: Decimal, rule: Rule) -> bool:
    """Whether an income is within a limit; a penny over is over."""
    return amount <= limit if rule.at_or_under else amount < limit


def _missing(facts: Facts, rule: Rule, tables: Mapping[Kind, Table]) -> tuple[Missing, ...]:
    found = []
    if not facts.has_income:
        says = say("Enter the household's income, or its statement that it has none.")
        found.append(Missing("income", says))
    for kind, area in needed_kinds(rule).items():
        if kind not in tables:
            says = explaining.no_table(kind, area)
            found.append(Missing(f"table_{kind.lower()}", says))
    return tuple(found)


def _income_steps(facts: Facts, rule: Rule) -> tuple[Step, ...]:
    if facts.zero_income:
        return (Step("zero_income", say("The household has stated that it has no income.")),)
    steps = [Step("income_item", explaining.item(each)) for each in facts.items]
    return (*steps, Step("income", explaining.total(facts.items, rule.basis)))


def _compare(facts: Facts, rule: Rule, limit: Decimal) -> tuple[Outcome, Step]:
    amount = facts.income(rule.basis)
    fits = within(amount, limit, rule)
    step = Step("comparison", explaining.comparison(amount, limit, rule))
    return Outcome.ELIGIBLE if fits else Outcome.NOT_ELIGIBLE, step


def _by_amount(facts: Facts, rule: Rule, limit: Limit) -> tuple[Change, ...]:
    amount, inclusive = facts.income(rule.basis), rule.at_or_under
    if within(amount, limit.amount, rule):
        more = limit.amount - amount + (_PENNY if inclusive else 0)
        says = explaining.more(more, rule.basis)
        return (Change("more_income", says, Outcome.NOT_ELIGIBLE, amount=more),)
    less = amount - limit.amount + (0 if inclusive else _PENNY)
    says = explaining.less(less, rule.basis)
    return (Change("less_income", says, Outcome.ELIGIBLE, amount=less),)


def _by_size(facts: Facts, rule: Rule, tables: Mapping[Kind, Table]) -> tuple[Change, ...]:
    """The limit with one member more, and with one member less."""
    found = []
    for what, size in (("one_more_member", facts.size + 1), ("one_member_less", facts.size - 1)):
        if not 1 <= size <= min(rule.largest_size, LARGEST_SIZE):
            continue
        limit = limit_for(size, rule, tables)
        outcome, _ = _compare(facts, rule, limit.amount)
        told = {"limit": money.show(limit.amount), "per": rule.spell_basis(), "outcome": TELLS[outcome]}
        if size > facts.size:
            says = say("One more member makes the limit {limit} {per}: {outcome}.", **told)
        else:
            says = say("One member less makes the limit {limit} {per}: {outcome}.", **told)
        found.append(Change(what, says, outcome, amount=limit.amount, size=size))
    return tuple(found)


def _area_median(facts: Facts, tables: Mapping[Kind, Table]) -> tuple[Decimal | None, tuple[Step, ...]]:
    """Yearly income over the area's median for the household's size, times 100, to one decimal (R177)."""
    table = tables.get(Kind.AMI)
    if table is None or not facts.has_income or facts.size not in table.figures:
        return None, ()
    yearly, median = income.yearly(facts.items), table.amount(facts.size, Per.YEAR)
    percent = money.round_half_up(Fraction(yearly) / Fraction(median) * 100, 1)
    says = explaining.area_median(yearly, percent, median)
    return percent, (Step("area_median", says, AREA_MEDIAN, table.id, table.edition),)


def _missed(missing: Missing) -> dict[str, Any]:
    return {"code": missing.code, "says": missing.says, "says_made_of": made_of(missing.says)}


def _item(item: Item) -> dict[str, Any]:
    return {
        "source": item.source,
        "source_label": item.name,
        "amount": str(item.amount),
        "period": str(item.period),
        "weeks": item.weeks,
        "counted": item.counted,
        "arithmetic": item.arithmetic,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "what": change.what,
        "says": change.says,
        "says_made_of": made_of(change.says),
        "outcome": str(change.outcome),
        "amount": str(change.amount) if change.amount is not None else None,
        "size": change.size,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "kind": str(table.kind),
        "title": title_with_edition(table.title, table.edition),
        "edition": table.edition,
    }
