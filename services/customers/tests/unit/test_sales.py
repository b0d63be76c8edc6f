"""Sales: what a valid one is, and what a customer's sales come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import sales
from homefire.rules import RuleBroken

CENTS = st.decimals(0, 10_000, places=2)


@st.composite
def sale(draw: Any) -> sales.Sale:
    """A sale whose total is what its parts come to."""
    goods, shipping, tax = draw(CENTS), draw(CENTS), draw(CENTS)
    day = draw(st.dates(date(1990, 1, 1), date(2026, 12, 31)))
    return sales.Sale(day, goods + shipping + tax, shipping, tax, draw(st.booleans()), draw(st.booleans()))


def broken(rule: Any, *arguments: Any) -> str:
    """The code of the rule that these values break."""
    with pytest.raises(RuleBroken) as raised:
        rule(*arguments)
    return raised.value.code


@pytest.mark.req("R174")
def test_without_sales_nothing_is_known():
    assert sales.totals([]) is None


@pytest.mark.req("R164", "R165", "R166", "R167", "R173")
@given(st.lists(sale(), min_size=1, max_size=30), st.randoms())
def test_totals_are_sums_in_whatever_order_the_sales_come(known, random):
    found = sales.totals(known)
    random.shuffle(known)
    assert sales.totals(known) == found
    assert found.gross_sale == sum(one.gross for one in known)
    assert found.credit_balance == sum(one.gross for one in known if not one.paid and not one.returned)
    goods = [one.gross - one.shipping - one.tax for one in known if not one.returned]
    assert found.gross_profit == sum(goods, Decimal(0))
    assert 0 <= found.gross_profit <= found.gross_sale and 0 <= found.credit_balance <= found.gross_sale
    assert (found.first_sale, found.last_sale) == (
        min(one.sold_on for one in known),
        max(one.sold_on for one in known),
    )
    assert found.return_count == sum(one.returned for one in known)


@pytest.mark.req("R239")
@given(st.lists(CENTS, max_size=20), CENTS, CENTS, st.decimals("0.01", 5, places=2))
def test_lines_make_up_the_total_to_the_cent(lines, shipping, tax, more):
    goods = sum(lines, Decimal(0))
    sales.check_figures(goods + shipping + tax, shipping, tax, lines)
    if lines:
        assert (
            broken(sales.check_figures, goods + shipping + tax + more, shipping, tax, lines)
            == "lines_do_not_add_up"
        )
    assert (
        broken(sales.check_figures, shipping + tax - Decimal("0.01"), shipping, tax, [])
        == "less_than_its_parts"
    )


@pytest.mark.req("R239")
@pytest.mark.parametrize("text", ["", "-1", "A/B", "A B", "Ñ", "x" * 31, "=1+1", "../1"])
def test_sale_number_that_cannot_stand_in_an_address_is_refused(text):
    assert broken(sales.parse_sale_number, text) == "not_a_sale_number"


def test_amount_has_to_be_given():
    assert broken(sales.parse_amount, "") == "required"
    assert sales.parse_amount("0") == 0
