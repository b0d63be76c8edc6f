"""Pledges: amounts and their own small machine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import pledge
from applications.domain.pledge import PledgeStatus
from applications.domain.status import Status
from homefire.rules import RuleBroken

LEGAL = {("OPEN", "PAID"), ("OPEN", "CANCELLED"), ("PAID", "OPEN"), ("CANCELLED", "OPEN")}


@pytest.mark.req("R89")
@given(st.decimals("0.01", "999999.99", places=2))
def test_parse_amount_reads_dollars_however_they_are_written(amount):
    for text in (f"{amount}", f"${amount:,}", f"$ {amount}"):
        assert pledge.parse_amount(text) == amount


@pytest.mark.req("R89")
@pytest.mark.parametrize("text", ["", "0", "0.00", "-5", "1.005", "1,00.00", "1e3", "1000000", "NaN", "١٢"])
def test_parse_amount_refuses_what_is_no_promise(text):
    with pytest.raises(RuleBroken):
        pledge.parse_amount(text)


def test_parse_amount_has_two_decimals():
    assert str(pledge.parse_amount("350")) == "350.00"
    assert pledge.parse_amount("350.5") == Decimal("350.50")


@pytest.mark.req("R89")
@pytest.mark.parametrize("old", PledgeStatus)
@pytest.mark.parametrize("new", PledgeStatus)
def test_check_move_allows_exactly_the_machines_moves(old, new):
    if (old, new) in LEGAL:
        pledge.check_move(old, new)
    else:
        with pytest.raises(RuleBroken, match=f"{old} cannot become {new}"):
            pledge.check_move(old, new)


def test_check_reason_wants_one_to_open_a_pledge_again():
    pledge.check_reason(PledgeStatus.PAID, "")
    pledge.check_reason(PledgeStatus.OPEN, "CHECK WAS RETURNED")
    with pytest.raises(RuleBroken):
        pledge.check_reason(PledgeStatus.OPEN, "")


@pytest.mark.req("R89")
def test_what_a_pledge_can_become_is_what_the_machine_allows():
    for old in PledgeStatus:
        assert {(str(old), str(new)) for new in pledge.next_statuses(old)} == {
            move for move in LEGAL if move[0] == old
        }


@pytest.mark.req("R89")
@pytest.mark.parametrize("status", Status)
def test_an_open_pledge_is_looked_at_unless_something_was_granted(status):
    granted = status in ("ELIGIBLE", "TRANSFERRED", "CORRECTED", "BENEFITTED")
    assert bool(pledge.warnings(status, "OPEN")) is not granted
    assert pledge.warnings(status, "CANCELLED") == []


@pytest.mark.req("R88")
def test_a_pledge_is_submitted_between_intake_and_today():
    intake, today = date(2018, 12, 3), date(2018, 12, 5)
    for day in (intake, today):
        pledge.check_submitted(day, intake, today=today)
    for day, said in ((date(2018, 12, 2), "12/3/2018"), (date(2018, 12, 6), "in the future")):
        with pytest.raises(RuleBroken, match=said):
            pledge.check_submitted(day, intake, today=today)
