"""The rules of properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import ineligible
from weatherization.domain import property as rules
from weatherization.domain.criteria import Criteria, Facts, unmet

TODAY = date(2026, 11, 2)


def broken(rule):
    """The code of the rule that is broken."""
    with pytest.raises(RuleBroken) as refused:
        rule()
    return refused.value.code


@pytest.mark.req("R179")
def test_units_are_those_of_a_multi_family_building_and_no_more_are_applied_for():
    rules.check_units("MULTI_FAMILY", 12, 12)
    rules.check_units("MULTI_FAMILY", None, 3)
    rules.check_units("SINGLE_FAMILY", None, None)
    assert broken(lambda: rules.check_units("MULTI_FAMILY", 12, 13)) == "more_than_there_are"
    assert broken(lambda: rules.check_units("SINGLE_FAMILY", 2, None)) == "not_multi_family"


@pytest.mark.req("R179")
def test_unit_belongs_to_a_multi_family_building_that_is_no_unit():
    rules.check_unit_of(1, 2, "MULTI_FAMILY", None)
    assert broken(lambda: rules.check_unit_of(2, 2, "MULTI_FAMILY", None)) == "own_building"
    assert broken(lambda: rules.check_unit_of(1, 2, "SINGLE_FAMILY", None)) == "not_a_building"
    assert broken(lambda: rules.check_unit_of(1, 2, "MULTI_FAMILY", 3)) == "not_a_building"


FIRE = rules.Decision(rules.Eligibility.ELIGIBLE, "FIRE")
ASKED = {"listed": None, "decided": None, "weatherized_on": None, "years_between": 15, "today": TODAY}


@pytest.mark.req("R178")
@pytest.mark.parametrize(
    ("facts", "status", "source"),
    [
        ({}, "UNDETERMINED", ""),
        ({"weatherized_on": date(2011, 11, 3)}, "INELIGIBLE", "jobs"),
        ({"weatherized_on": date(2011, 11, 2)}, "UNDETERMINED", ""),
        ({"weatherized_on": date(2020, 1, 1), "years_between": None}, "UNDETERMINED", ""),
        ({"weatherized_on": date(2020, 1, 1), "decided": FIRE}, "ELIGIBLE", "entered"),
        ({"decided": FIRE, "listed": "LANDLORD"}, "INELIGIBLE", "list"),
    ],
)
def test_list_comes_before_what_was_entered_and_that_before_earlier_jobs(facts, status, source):
    found = rules.standing(**ASKED | facts)
    assert (found.status, found.source) == (status, source)


@pytest.mark.req("R178")
def test_decision_that_was_taken_back_lets_earlier_jobs_speak():
    open_again = rules.Decision(rules.Eligibility.UNDETERMINED, "")
    found = rules.standing(**ASKED | {"decided": open_again, "weatherized_on": date(2020, 1, 1)})
    assert (found.source, found.reason) == ("jobs", "Weatherized on 1/1/2020; it can be again from 1/1/2035.")
    assert rules.standing(**ASKED | {"decided": open_again}).source == "entered"


@pytest.mark.req("R178", "R181")
@given(st.dates(date(1990, 1, 1), TODAY), st.integers(1, 40))
def test_property_s_standing_and_the_criteria_of_an_assessment_wait_for_the_same_day(day, years):
    waits = rules.standing(**ASKED | {"weatherized_on": day, "years_between": years}).source == "jobs"
    home = Facts("UNKNOWN", "MONTEREY", True, None, day)
    assert waits == bool(unmet(Criteria(years_between=years), home, TODAY))
    assert rules.free_again(date(2012, 2, 29), 15) == date(2027, 2, 28)
    assert rules.free_again(date(2012, 2, 29), 16) == date(2028, 2, 29)


def test_year_built_and_reason_are_checked():
    rules.check_year_built(TODAY.year, TODAY)
    assert broken(lambda: rules.check_year_built(2027, TODAY)) == "not_a_year"
    rules.check_reason("UNDETERMINED", "")
    assert broken(lambda: rules.check_reason("ELIGIBLE", "")) == "reason_required"


@pytest.mark.req("R61")
def test_entry_of_the_list_needs_a_place_and_days_in_order():
    assert ineligible.key_of({"number": "1", "street": "This St", "zip": "93933"}) == "1 this street 93933"
    assert broken(lambda: ineligible.key_of({"street": "...", "zip": "93933"})) == "not_a_place"
    ineligible.check_period(TODAY, TODAY)
    assert broken(lambda: ineligible.check_period(TODAY, date(2026, 11, 1))) == "ends_before_it_begins"
