"""The rules of eligibility: what cannot be told, how income is counted, what would change the answer (R91, R92, R177)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.domain import decision, income, money, rule_table
from applications.domain.eligibility import Benefit, Facts, Outcome, propose
from applications.domain.income import Item, Period
from applications.domain.limits import Rule
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.rule_table import Kind, Per, Table
from applications.domain.status import Status
from homefire.rules import RuleBroken
from homefire.sentences import in_words

DAY = date(2026, 1, 15)
ROW = ELIGIBILITY.shipped[0]
RULE = Rule.of(ROW)
MEDIAN = Table(
    1,
    Kind.SMI60,
    "MEDIAN",
    1,
    Per.YEAR,
    {n: Decimal(30000 + 9000 * n) + Decimal("0.93") for n in range(1, 26)},
)
GUIDELINES = Table(
    2, Kind.FPG, "GUIDELINES", 2, Per.YEAR, {n: Decimal(10000 + 6000 * n) for n in range(1, 26)}
)
TABLES = {Kind.SMI60: MEDIAN, Kind.FPG: GUIDELINES}

cents = st.integers(1, 20_000_000).map(lambda n: Decimal(n).scaleb(-2))
periods = st.sampled_from([period for period in Period if period is not Period.ACTUAL])
items = st.one_of(
    st.builds(lambda amount, period: Item("WAGES", amount, period), cents, periods),
    st.builds(lambda amount, weeks: Item("WAGES", amount, Period.ACTUAL, weeks), cents, st.integers(1, 52)),
)
rules = st.builds(
    lambda basis, operator, limit: Rule.of({**ROW, "basis": basis, "operator": operator, "limit": limit}),
    st.sampled_from(["YEAR", "MONTH"]),
    st.sampled_from(["AT_OR_UNDER", "UNDER"]),
    st.sampled_from(["GREATER", "SMI60", "FPG"]),
)
facts = st.builds(Facts, st.integers(1, 25), st.lists(items, min_size=1, max_size=4).map(tuple))


def broken(rule):
    with pytest.raises(RuleBroken) as found:
        rule()
    return found.value.code


def wages(amount: str, period: Period = Period.YEARLY, weeks: int | None = None) -> Item:
    return Item("WAGES", Decimal(amount), period, weeks)


@pytest.mark.req("R91")
@pytest.mark.parametrize("text", ["-5", "- 1,250.50", "-$5", "$-5", "(5.00)"])
def test_an_amount_below_nothing_is_told_what_is_wrong_with_it(text):
    with pytest.raises(RuleBroken, match="without a minus sign") as broken:
        money.parse(text)
    assert broken.value.code == "negative_amount"


@pytest.mark.parametrize(
    ("item", "yearly", "arithmetic"),
    [
        (wages("500", Period.WEEKLY), "26000.00", "$500.00 × 52 = $26,000.00"),
        (wages("500.10", Period.EVERY_TWO_WEEKS), "13002.60", "$500.10 × 26 = $13,002.60"),
        (wages("500", Period.TWICE_A_MONTH), "12000.00", "$500.00 × 24 = $12,000.00"),
        (wages("500", Period.MONTHLY), "6000.00", "$500.00 × 12 = $6,000.00"),
        (wages("500", Period.QUARTERLY), "2000.00", "$500.00 × 4 = $2,000.00"),
        (wages("500", Period.ONCE), "500.00", "$500.00 × 1 = $500.00"),
        (wages("100", Period.ACTUAL, 3), "1733.33", "$100.00 × 52 ÷ 3 = $1,733.33"),
        (Item("SNAP", Decimal(200), Period.MONTHLY, counted=False), "0.00", "not counted"),
    ],
)
def test_yearly_counts_an_amount_as_often_as_it_comes(item, yearly, arithmetic):
    assert (str(income.yearly([item])), item.arithmetic) == (yearly, arithmetic)


@pytest.mark.req("R91")
def test_totals_round_half_up_and_at_the_end_only():
    thirds = [wages("0.10", Period.ACTUAL, 3)] * 3
    assert income.yearly(thirds) == Decimal("5.20")
    assert sum(income.yearly([item]) for item in thirds) == Decimal("5.19")
    assert income.monthly([wages("0.06")]) == Decimal("0.01")
    assert money.round_half_up(Fraction(5, 1000)) == Decimal("0.01")


@pytest.mark.req("R91")
def test_propose_says_what_is_missing_instead_of_denying():
    earning = (wages("1"),)
    for household, tables, code in [
        (Facts(0, earning), TABLES, "household"),
        (Facts(2), TABLES, "income"),
        (Facts(2, earning), {Kind.FPG: GUIDELINES}, "table_smi60"),
        (Facts(2, earning), {Kind.SMI60: MEDIAN}, "table_fpg"),
    ]:
        answer = propose(household, RULE, tables, DAY)
        assert (answer.outcome, [each.code for each in answer.missing]) == (Outcome.CANNOT_TELL, [code])
    assert propose(Facts(2, zero_income=True), RULE, TABLES, DAY).outcome is Outcome.ELIGIBLE


@pytest.mark.req("R92")
def test_household_over_25_needs_csd_approval_and_is_no_error():
    answer = propose(Facts(26, (wages("1"),)), RULE, TABLES, DAY)
    assert answer.outcome is Outcome.NEEDS_APPROVAL
    assert answer.path[-1].says == "A household of more than 25 needs CSD approval."
    assert propose(Facts(25, (wages("1"),)), RULE, TABLES, DAY).outcome is Outcome.ELIGIBLE


SNAP = Item("SNAP", Decimal(0), Period.MONTHLY, counted=False)


@pytest.mark.req("R91", "R137")
@pytest.mark.parametrize(
    "household",
    [
        Facts(1, (wages("900000"), SNAP)),
        Facts(1, (wages("900000"),), benefits=(Benefit("WIC"), Benefit("SNAP", "SNAP (CALFRESH)"))),
    ],
    ids=["as income", "as an existing benefit"],
)
def test_benefit_makes_eligible_only_where_the_program_says_so(household):
    assert propose(household, RULE, TABLES, DAY).outcome is Outcome.NOT_ELIGIBLE
    answer = propose(household, Rule.of({**ROW, "categorical": ["SNAP"]}), TABLES, DAY)
    assert (answer.outcome, answer.path[-1].cites) == (Outcome.ELIGIBLE, "42 USC 8624(b)(2)(A)")


@pytest.mark.req("R91")
def test_path_names_each_rule_with_its_citation_and_table():
    answer = propose(Facts(2, (wages("4000.50", Period.MONTHLY),)), RULE, TABLES, DAY).frozen()
    assert [(step["rule"], step["table_id"], step["table_edition"]) for step in answer["path"]] == [
        ("household", None, None),
        ("income_item", None, None),
        ("income", None, None),
        ("state_median", 1, 1),
        ("guideline", 2, 2),
        ("greater_of", None, None),
        ("floor", 2, 2),
        ("comparison", None, None),
    ]
    cited = {step["rule"]: step["cites"] for step in answer["path"]}
    assert cited["state_median"] == "42 USC 8624(b)(2)(B)(ii); 45 CFR 96.85(b)"
    assert cited["greater_of"] == "42 USC 8624(b)(2)(B)"
    assert answer["path"][-1]["says"] == (
        "$48,006.00 a year is over the limit of $48,000.93; income may be at or under it."
    )
    assert answer["changes"][0]["says"] == "$5.07 less a year, and the household is eligible."
    assert answer["changes"][1]["says"] == "One more member makes the limit $57,000.93 a year: eligible."
    assert answer["limit"] == "48000.93"
    assert answer["rule"] == dict(ROW)


@pytest.mark.req("R91")
@given(facts, rules, cents)
def test_more_income_never_makes_eligible(household, rule, more):
    richer = Facts(household.size, (*household.items, Item("OTHER", more, Period.YEARLY)))
    before, after = (propose(each, rule, TABLES, DAY).outcome for each in (household, richer))
    assert (before, after) != (Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE)


@pytest.mark.req("R91")
@given(facts, rules)
def test_what_would_change_the_answer_really_does(household, rule):
    answer = propose(household, rule, TABLES, DAY)
    period = Period.YEARLY if rule.basis is Per.YEAR else Period.MONTHLY
    for change in answer.changes:
        if change.what == "more_income":
            assert answer.outcome is Outcome.ELIGIBLE
            changed = Facts(household.size, (*household.items, Item("OTHER", change.amount, period)))
            short = Facts(
                household.size, (*household.items, Item("OTHER", change.amount - Decimal("0.01"), period))
            )
            assert propose(short, rule, TABLES, DAY).outcome is Outcome.ELIGIBLE
        elif change.what == "less_income":
            assert answer.outcome is Outcome.NOT_ELIGIBLE
            kept = household.income(rule.basis) - change.amount
            changed = Facts(household.size, (Item("WAGES", kept, period),))
            short = Facts(household.size, (Item("WAGES", kept + Decimal("0.01"), period),))
            assert propose(short, rule, TABLES, DAY).outcome is Outcome.NOT_ELIGIBLE
        else:
            changed = Facts(change.size, household.items)
        assert propose(changed, rule, TABLES, DAY).outcome is change.outcome


@pytest.mark.req("R177")
def test_area_median_percent_has_one_decimal_and_is_none_without_a_table():
    figures = rule_table.figures_of(Kind.AMI, [(4, Decimal("100000"))])
    assert [figures[size] for size in (1, 2, 3, 4, 5, 8)] == [70000, 80000, 90000, 100000, 108000, 132000]
    area = Table(7, Kind.AMI, "MONTEREY", 1, Per.YEAR, figures)
    household = Facts(2, (wages("35640"),))
    assert propose(household, RULE, TABLES, DAY).ami_percent is None
    answer = propose(household, RULE, {**TABLES, Kind.AMI: area}, DAY)
    assert str(answer.ami_percent) == "44.6"
    assert (answer.path[-1].table_id, answer.path[-1].cites) == (7, "24 CFR 81.17")


@pytest.mark.req("R91")
def test_check_reason_wants_one_for_a_denial_and_for_what_was_not_proposed():
    wanted = {
        (made, outcome)
        for made in decision.DECISIONS
        for outcome in Outcome
        if _refuses(lambda made=made, outcome=outcome: decision.check_reason(made, outcome, "", usual=True))
    }
    assert wanted == {(Status.DENIED, outcome) for outcome in Outcome} | {
        (Status.ELIGIBLE, outcome) for outcome in Outcome if outcome is not Outcome.ELIGIBLE
    }
    decision.check_reason(Status.DENIED, Outcome.ELIGIBLE, "BECAUSE", usual=True)
    assert _refuses(lambda: decision.check_reason(Status.ELIGIBLE, Outcome.ELIGIBLE, "", usual=False))


def _refuses(rule) -> bool:
    try:
        rule()
    except RuleBroken:
        return True
    return False


@pytest.mark.req("R92")
def test_appeal_is_reviewed_within_15_days():
    assert decision.review_due(date(2026, 2, 20), 15) == date(2026, 3, 7)
    denied, today = date(2026, 2, 1), date(2026, 2, 5)
    decision.check_received(denied, denied, today)
    assert broken(lambda: decision.check_received(date(2026, 2, 6), denied, today)) == "in_the_future"
    assert broken(lambda: decision.check_received(date(2026, 1, 31), denied, today)) == "before_denial"


@pytest.mark.req("R91")
def test_check_complete_wants_every_size_and_none_below_a_smaller_household():
    full = {size: Decimal(size) for size in range(1, 26)}
    rule_table.check_complete(full)
    assert broken(lambda: rule_table.check_complete({**full, 25: Decimal(0)})) == "incomplete"
    assert broken(lambda: rule_table.check_complete({**full, 9: Decimal(1)})) == "decreasing"
    assert broken(lambda: rule_table.figures_of(Kind.FPG, [(1, Decimal(1)), (1, Decimal(2))])) == "size_twice"


@pytest.mark.req("R91")
@settings(max_examples=50)
@given(st.builds(Facts, st.integers(0, 26), st.lists(items, max_size=3).map(tuple), st.booleans()), rules)
def test_everything_a_decision_keeps_can_be_said_in_another_language(household, rule):
    kept = propose(household, rule, TABLES, DAY).frozen()
    told = [*kept["path"], *kept["missing"], *kept["changes"]]
    assert told
    for each in (*told, rule.day_step(DAY, DAY).frozen(), rule.day_step(DAY, date(2026, 2, 1)).frozen()):
        said = in_words("NO WORDS", each["says_made_of"], lambda pattern: f"¡{pattern}")
        assert said.replace("¡", "") == each["says"]
