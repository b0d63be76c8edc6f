"""The rules of vendors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import vendor

pytestmark = pytest.mark.req("R258")

DAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("1001", vendor.Asked(("1001",), 1001, "1001")),
        (" 42 ", vendor.Asked(("42",), 42, "")),
        ("(831) 555-0142", vendor.Asked(("831", "5550142"), None, "8315550142")),
        ("1 831 555 0142", vendor.Asked(("1", "831", "555", "0142"), None, "8315550142")),
        ("Núñez & Sons", vendor.Asked(("nunez", "sons"), None, "")),
        ("4 Seasons", vendor.Asked(("4", "seasons"), None, "")),
    ],
)
def test_query_is_a_number_a_phone_or_words(text, asked):
    assert vendor.read_query(text) == asked


@given(st.text(max_size=120))
def test_any_text_can_be_asked_for(text):
    asked = vendor.read_query(text)
    assert asked.number is None or asked.number > 0
    assert asked.phone_ending == "" or (asked.phone_ending.isdigit() and len(asked.phone_ending) <= 10)


def test_vendor_is_active_on_its_first_and_last_day():
    vendor.check_period(DAY, DAY)
    assert vendor.is_active(DAY, DAY, DAY)
    assert vendor.is_active(DAY, None, date(2030, 1, 1))
    assert not vendor.is_active(DAY, DAY, date(2026, 11, 3))
    assert not vendor.is_active(DAY, None, date(2026, 11, 1))
    with pytest.raises(RuleBroken, match="before the first"):
        vendor.check_period(DAY, date(2026, 11, 1))
