"""What the steps to an answer say of a household, its income and the limit (R91).

Sentences alone: nothing is decided here. Each pattern is written out, for the catalogue of translations finds it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from applications.domain import income, money
from applications.domain.income import Item
from applications.domain.limits import Rule
from applications.domain.rule_table import Kind, Per
from homefire.sentences import say


def household(size: int) -> str:
    """How many live there."""
    if size == 1:
        return say("The household has {size} person.", size=size)
    return say("The household has {size} people.", size=size)


def item(counted: Item) -> str:
    """One amount of income, and how it comes to a year."""
    return say("{source}: {arithmetic}", source=counted.name, arithmetic=counted.arithmetic)


def total(items: Sequence[Item], basis: Per) -> str:
    """The income of a year, and of a month where that is compared."""
    yearly = money.show(income.yearly(items))
    if basis is Per.YEAR:
        return say("Income is {yearly} a year, rounded half up to the cent at the end.", yearly=yearly)
    return say(
        "Income is {yearly} a year, {monthly} a month, rounded half up to the cent at the end.",
        yearly=yearly,
        monthly=money.show(income.monthly(items)),
    )


def comparison(amount: Decimal, limit: Decimal, rule: Rule) -> str:
    """Where the income lies beside the limit, and where it may lie."""
    told = {"amount": money.show(amount), "per": rule.spell_basis(), "limit": money.show(limit)}
    if amount == limit:
        compared = say("{amount} {per} is exactly the limit of {limit}", **told)
    elif amount > limit:
        compared = say("{amount} {per} is over the limit of {limit}", **told)
    else:
        compared = say("{amount} {per} is under the limit of {limit}", **told)
    if rule.at_or_under:
        return say("{compared}; income may be at or under it.", compared=compared)
    return say("{compared}; income must be under it.", compared=compared)


def more(amount: Decimal, basis: Per) -> str:
    """What is missing to the limit."""
    return say(
        "{amount} more {per}, and the household is not eligible.",
        amount=money.show(amount),
        per=basis.spell(),
    )


def less(amount: Decimal, basis: Per) -> str:
    """What is too much."""
    return say(
        "{amount} less {per}, and the household is eligible.", amount=money.show(amount), per=basis.spell()
    )


def no_table(kind: Kind, area: str) -> str:
    """That nothing is published which the rule reads."""
    return say(
        "No table {kind} for {area} is published for this day. Ask the program manager to publish it.",
        kind=kind,
        area=area,
    )


def area_median(yearly: Decimal, percent: Decimal, median: Decimal) -> str:
    """How much of the area's median the income of a year is (R177)."""
    return say(
        "{income} is {percent} % of the area median of {median}.",
        income=money.show(yearly),
        percent=str(percent),
        median=money.show(median),
    )
