"""The rules of properties."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import ineligible
from weatherization.domain import property as rules

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


@pytest.mark.req("R178")
@pytest.mark.parametrize(
    ("facts", "status", "source"),
    [
        ({}, "UNDETERMINED", ""),
        ({"weatherized_on": date(2011, 11, 3)}, "INELIGIBLE", "jobs"),
        ({"weatherized_on": date(2011, 11, 2)}, "UNDETERMINED", ""),
        ({"weatherized_on": date(2020, 1, 1), "entered": ("ELIGIBLE", "FIRE")}, "ELIGIBLE", "entered"),
        ({"entered": ("ELIGIBLE", "FIRE"), "listed": "LANDLORD"}, "INELIGIBLE", "list"),
    ],
)
def test_list_comes_before_what_was_entered_and_that_before_earlier_jobs(facts, status, source):
    known = {"listed": None, "entered": None, "weatherized_on": None, "today": TODAY} | facts
    found = rules.standing("DOE_WAP", **known)
    assert (found.status, found.source) == (status, source)


@pytest.mark.req("R178")
def test_only_the_department_of_energy_s_program_waits():
    known = {"listed": None, "entered": None, "weatherized_on": date(2020, 1, 1), "today": TODAY}
    assert rules.standing("LIWP", **known).status == "UNDETERMINED"
    assert (
        rules.standing("DOE_WAP", **known).reason == "Weatherized on 1/1/2020; it can be again from 1/1/2035."
    )


@given(st.dates(date(1990, 1, 1), date(2026, 11, 2)))
def test_wait_ends_after_fifteen_years(day):
    known = {"listed": None, "entered": None, "weatherized_on": day, "today": TODAY}
    waits = rules.standing("DOE_WAP", **known).source == "jobs"
    assert waits == ((TODAY.year - day.year, TODAY.month, TODAY.day) < (15, day.month, day.day))


def test_last_weatherized_counts_completed_weatherization_alone():
    jobs = [
        {"job_type": "ECIP", "completed_date": date(2025, 1, 1)},
        {"job_type": "LIWP", "completed_date": date(2019, 1, 1)},
        {"job_type": "WEATHERIZATION", "completed_date": date(2021, 1, 1)},
        {"job_type": "DOE_WAP", "completed_date": None},
    ]
    assert rules.last_weatherized(jobs) == date(2021, 1, 1)
    assert rules.last_weatherized(jobs[:1]) is None


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
