"""Account terms: which tax applies, when a discount ends and an invoice is due, what is refused and warned of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import terms
from homefire.rules import RuleBroken

TODAY = date(2026, 11, 25)
DAYS = st.none() | st.integers(0, terms.LONGEST_DAYS)
RATES = st.decimals(0, 100, places=2)
BLANK: dict[str, Any] = dict.fromkeys(terms.TRACKED) | {"tax_exempt": False, "exemption_type": ""}


def broken(rule: Any, *arguments: Any) -> str:
    """The code of the rule that these values break."""
    with pytest.raises(RuleBroken) as raised:
        rule(*arguments)
    return raised.value.code


def warned(balance: Decimal | None = None, **state: Any) -> set[str]:
    """The codes of what is warned of."""
    return {entry["code"] for entry in terms.warnings(BLANK | state, balance, TODAY)}


@pytest.mark.req("R161")
@given(st.booleans(), st.none() | RATES)
def test_exempt_wins_over_a_special_rate_which_wins_over_the_calculation(exempt, rate):
    tax = terms.effective_tax(exempt, rate)
    if exempt:
        assert (tax.rule, tax.rate) == ("exempt", 0)
    elif rate is not None:
        assert (tax.rule, tax.rate) == ("special", rate)
    else:
        assert (tax.rule, tax.rate) == ("calculated", None)


@pytest.mark.req("R161")
@given(RATES)
def test_percentage_keeps_two_decimals(rate):
    assert terms.parse_percent(f"{rate} %") == terms.parse_percent(str(rate)) == rate
    assert terms.parse_percent(str(rate)).as_tuple().exponent == -2


@pytest.mark.req("R161")
@pytest.mark.parametrize(
    "text", ["-1", "100.01", "101", "7.255", "seven", "1e2", "٧", "=1+1", "NaN", "9" * 300, "7,25"]
)
def test_what_is_no_percentage_from_0_to_100_is_refused(text):
    assert broken(terms.parse_percent, text) in ("not_a_percentage", "percentage_out_of_range")


@given(st.text(max_size=30))
def test_any_text_is_a_percentage_and_an_amount_or_refused(text):
    for rule, most in ((terms.parse_percent, 100), (terms.parse_money, terms.LARGEST_AMOUNT)):
        try:
            found = rule(text)
        except RuleBroken:
            continue
        assert found is None or 0 <= found <= most


@pytest.mark.req("R163")
@given(st.decimals(0, terms.LARGEST_AMOUNT, places=2))
def test_amount_is_read_as_people_write_it(amount):
    assert terms.parse_money(f"${amount:,.2f}") == terms.parse_money(str(amount)) == amount


@pytest.mark.req("R163")
@pytest.mark.parametrize("text", ["-5", "1,00", "5.001", "five", "1000000000", "$", "1.2.3"])
def test_what_is_no_amount_is_refused(text):
    assert broken(terms.parse_money, text) in ("not_an_amount", "amount_out_of_range")


@pytest.mark.req("R162")
def test_the_manuals_example_counts_both_from_the_invoice_date():
    found = terms.invoice_dates(date(2024, 2, 19), 10, 20)
    assert (found.discount_until, found.due) == (date(2024, 2, 29), date(2024, 3, 10))


@pytest.mark.req("R162")
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), DAYS, DAYS)
def test_discount_and_due_dates_are_counted_from_the_invoice_and_warned_of_when_they_cross(day, until, due):
    found = terms.invoice_dates(day, until, due)
    assert found.discount_until == (None if until is None else day + timedelta(days=until))
    assert found.due == (None if due is None else day + timedelta(days=due))
    crossed = found.discount_until is not None and found.due is not None and found.due < found.discount_until
    assert ("due_before_discount_ends" in warned(discount_days=until, due_days=due)) == crossed


@pytest.mark.req("R160", "R161")
def test_exemption_without_its_proof_is_warned_of():
    assert warned(tax_exempt=True) == {"exemption_type_missing", "certificate_missing"}
    proven = {"tax_exempt": True, "exemption_type": "RESALE", "tax_certificate": 7}
    assert warned(**proven) == set()
    assert warned(**proven, tax_certificate_expires=TODAY) == set()
    assert warned(**proven, tax_certificate_expires=TODAY - timedelta(days=1)) == {"certificate_expired"}
    assert warned(**proven, special_tax_rate=Decimal("5.00")) == {"exempt_wins"}


@pytest.mark.req("R163")
@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2))
def test_unpaid_invoices_above_the_limit_are_warned_of(limit, balance):
    assert ("over_limit" in warned(balance, credit_limit=limit)) == (balance > limit)
    assert warned(None, credit_limit=limit) == set()


@pytest.mark.req("R169")
def test_catalog_of_the_future_is_refused():
    terms.check_catalog_sent(TODAY, TODAY)
    assert broken(terms.check_catalog_sent, TODAY + timedelta(days=1), TODAY) == "in_the_future"
