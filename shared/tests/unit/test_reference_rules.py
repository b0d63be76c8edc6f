"""How a reference list may change: no code disappears, no two labels of one code hold on one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire import reference_rules as rules
from homefire.reference_rules import Entry
from homefire.rules import RuleBroken

DAY = date(2026, 1, 1)
GAS = Entry("GAS", "NATURAL GAS")
WOOD = Entry("WOOD", "WOOD", "HEAP", date(2020, 1, 1), date(2024, 12, 31), 1)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))

pytestmark = pytest.mark.req("R251")


def broken(rule: Any, *arguments: Any) -> str:
    """The code of the rule that these values break."""
    with pytest.raises(RuleBroken) as raised:
        rule(*arguments)
    return raised.value.code


def on(entries: list[Entry], day: date) -> list[str]:
    """The labels that hold on a day."""
    return [e.label for e in entries if e.valid_from <= day <= (e.valid_to or date.max)]


@given(DAYS, st.none() | DAYS, DAYS, DAYS)
def test_change_from_a_day_on_leaves_one_label_for_every_day(start, end, effective, looked_at):
    if end is not None and end < start:
        start, end = end, start
    entry = Entry("A", "OLD", "", start, end)
    if not start <= effective <= (end or date.max):
        assert broken(rules.changed, entry, effective, "NEW", None) == "outside_period"
        return
    ended, new = rules.changed(entry, effective, "NEW", None)
    entries = [new] if ended is None else [ended, new]
    expected = [] if not on([entry], looked_at) else ["NEW" if looked_at >= effective else "OLD"]
    assert on(entries, looked_at) == expected
    assert new.valid_to == end and min(e.valid_from for e in entries) == start


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_periods_overlap_exactly_when_they_share_a_day(start, end, other_start, other_end):
    one, other = Entry("A", "A", "", start, end), Entry("A", "B", "", other_start, other_end)
    for entry in (one, other):
        if entry.valid_to is not None and entry.valid_to < entry.valid_from:
            assert broken(rules.check_dates, entry.valid_from, entry.valid_to) == "ends_before_it_begins"
            return
    latest = max(start, other_start)
    shared = latest <= (end or date.max) and latest <= (other_end or date.max)
    assert one.overlaps(other) == other.overlaps(one) == shared
    if shared:
        assert broken(rules.check_free, [one], other) == "overlaps"
        rules.check_free([one], replace(other, program="HEAP"))
        rules.check_free([one], replace(other, code="B"))
    else:
        rules.check_free([one], other)


@pytest.mark.req("R212")
@given(DAYS, st.none() | DAYS)
def test_code_with_one_meaning_has_one_label_on_each_day_whatever_its_program(start, end):
    if end is not None and end < start:
        start, end = end, start
    candidate = Entry("WOOD", "OTHER", "LIWP", start, end)
    if candidate.overlaps(WOOD):
        assert broken(rules.check_one_meaning, [GAS, WOOD], candidate) == "means_something_else"
    else:
        rules.check_one_meaning([GAS, WOOD], candidate)
    rules.check_one_meaning([GAS, WOOD], replace(candidate, label="WOOD"))
    rules.check_one_meaning([GAS, WOOD], replace(candidate, code="COAL"))


def test_retired_code_may_come_back_after_its_last_day():
    rules.check_free([WOOD], replace(WOOD, valid_from=DAY, valid_to=None))
    assert broken(rules.check_free, [WOOD], replace(WOOD, valid_from=date(2024, 12, 31))) == "overlaps"


@pytest.mark.parametrize("code", ["A", "EMAIL SENT", "9-12", "A/B", "A&B", "12+", "low.er_case", "x" * 40])
def test_codes_that_are_in_use_are_taken(code):
    assert rules.parse_code(code) == code


@pytest.mark.parametrize("code", ["", " A", "A ", "-A", "Ñ", "A\nB", "<b>", "=1+1", "😀", "x" * 41])
def test_other_codes_are_refused(code):
    assert broken(rules.parse_code, code) == "not_a_code"


def test_code_that_differs_by_capitals_is_refused():
    rules.check_spelling([GAS], "GAS")
    assert broken(rules.check_spelling, [GAS], "Gas") == "differs_by_capitals"


@given(st.permutations(["A", "B", "C", "D"]))
def test_order_is_that_of_the_codes_named_and_touches_no_other_program(codes):
    entries = [Entry(code, code, "", position=place) for place, code in enumerate("ABCD")]
    entries.append(Entry("A", "LATER", "", DAY, None, 0))
    found = rules.reordered([*entries, WOOD], "", codes)
    assert len(found) == 5
    assert [entry.code for entry in sorted(found, key=lambda entry: entry.position)][-1] == codes[-1]
    assert {entry.position for entry in found if entry.code == "A"} == {codes.index("A")}


@pytest.mark.parametrize("codes", [[], ["GAS", "GAS"], ["GAS", "COAL"], ["WOOD"]])
def test_order_names_every_code_once(codes):
    assert broken(rules.reordered, [GAS, WOOD], "", codes) == "not_the_same_codes"


def test_data_hold_what_the_lists_other_entries_hold():
    entries = [
        replace(GAS, data={"shown": True, "most": 3, "ethnicity": "ASIAN", "ends": ["pdf"], "hint": "x"})
    ]
    kinds = rules.kinds_of(entries, ["ethnicity"])
    assert kinds == {"shown": "flag", "most": "number", "ethnicity": "code", "ends": "texts", "hint": "text"}
    codes = {"ethnicity": ["ASIAN", "WHITE"]}
    good = {"shown": False, "most": 0, "ethnicity": "WHITE", "ends": ["png"], "hint": " y "}
    assert rules.parse_data(kinds, good, codes) == {**good, "hint": "y"}
    for data in (
        {"shown": "yes"},
        {"shown": 1},
        {"most": True},
        {"most": -1},
        {"most": 10**12},
        {"ends": "pdf"},
    ):
        assert broken(rules.parse_data, kinds, data, codes) == "wrong_kind"
    assert broken(rules.parse_data, kinds, {"ethnicity": "MARTIAN"}, codes) == "not_on_list"
    assert broken(rules.parse_data, kinds, {"other": 1}, codes) == "unknown_data"
    assert broken(rules.parse_data, kinds, {"hint": "\ud800"}, codes) == "control_character"


def test_numbers_stay_numbers():
    kinds = rules.kinds_of([replace(GAS, data={"digits": [10, 11], "ends": []})], [])
    assert kinds == {"digits": "numbers", "ends": "texts"}
    assert rules.parse_data(kinds, {"digits": [7]}, {}) == {"digits": [7]}
    for value in (["7"], [True], [-1], 7, "7", [7] * 51):
        assert broken(rules.parse_data, kinds, {"digits": value}, {}) == "wrong_kind"


def test_version_changes_with_anything_in_the_list_and_with_nothing_else():
    version = rules.version_of([GAS, WOOD])
    assert rules.version_of([WOOD, GAS]) == version < 2**53
    for change in (
        {"label": "X"}, {"valid_to": DAY + timedelta(days=1)}, {"position": 5}, {"data": {"shown": True}},
    ):  # fmt: skip
        assert rules.version_of([replace(GAS, **change), WOOD]) != version
    assert rules.version_of([GAS]) != version


@pytest.mark.req("R195", "R251")
def test_data_may_hold_several_codes_of_another_list_of_the_service():
    entries = [replace(GAS, data={"proves": []}), replace(WOOD, data={"proves": ["INCOME"]})]
    kinds = rules.kinds_of(entries, ["proves"])
    assert kinds == {"proves": "codes"} and rules.kinds_of(entries, []) == {"proves": "texts"}
    codes = {"proves": ["ADDRESS", "INCOME"]}
    for said, kept in (([], []), (["INCOME", "ADDRESS", "INCOME"], ["INCOME", "ADDRESS"])):
        assert rules.parse_data(kinds, {"proves": said}, codes) == {"proves": kept}
    for value in (["MARS"], "INCOME", [1], None):
        assert broken(rules.parse_data, kinds, {"proves": value}, codes) == "not_on_list"
