"""The lists that the service ships."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest

from applications.domain import household

LISTS = tomllib.loads((resources.files("applications") / "reference.toml").read_text())
CSBG = (*household.CATEGORIES, "household_type", "housing")
ENDED = {"ethnicity"}
"""Lists of which a later instrument has none left."""
LAST_DAY_OF_2_1, FIRST_DAY_OF_3_0 = date(2025, 9, 30), date(2025, 10, 1)


def valid(entry, on):
    return entry.get("valid_from", date.min) <= on <= entry.get("valid_to", date.max)


def labels(name, on):
    return {entry["code"]: entry["label"] for entry in LISTS[name] if valid(entry, on)}


@pytest.mark.req("R71")
def test_lists_have_the_manuals_values_on_the_manuals_date():
    on = date(2018, 12, 3)
    assert {"FEMALE", "MALE"} <= set(labels("gender", on).values())
    assert "MULTI-RACE" in labels("race", on).values()
    assert {"SELF", "GRANDCHILD"} <= set(labels("relation", on).values())
    assert {"HIGH SCHOOL GRADUATE/GED", "9-12/NON-GRADUATE", "0-8"} <= set(labels("education", on).values())
    assert "PACIFIC GAS & ELECTRIC COMPANY" in labels("utility_vendor", on).values()


@pytest.mark.req("R71")
@pytest.mark.parametrize("name", CSBG)
@pytest.mark.parametrize(("on", "version"), [(LAST_DAY_OF_2_1, "2.1"), (FIRST_DAY_OF_3_0, "3.0")])
def test_csbg_lists_hold_exactly_one_instrument_on_each_date(name, on, version):
    assert all((version in entry["data"]["instruments"]) == valid(entry, on) for entry in LISTS[name])


@pytest.mark.req("R251")
@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("on", [date(2018, 12, 3), LAST_DAY_OF_2_1, FIRST_DAY_OF_3_0, date(2030, 1, 1)])
def test_lists_name_each_code_once_on_any_date(name, on):
    codes = [entry["code"] for entry in LISTS[name] if valid(entry, on)]
    assert (codes or name in ENDED) and len(set(codes)) == len(codes)


@pytest.mark.req("R84")
def test_vendors_deliver_types_that_exist():
    types = {entry["code"] for entry in LISTS["utility_type"]}
    delivered = {kind for entry in LISTS["utility_vendor"] for kind in entry.get("data", {}).get("types", ())}
    assert delivered <= types
    assert {"ELECTRIC", "GAS", "PROPANE", "WOOD", "OIL"} <= types
