"""Households: members, numbers, and what is told of a change."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import household
from homefire.rules import RuleBroken


def person(relation: str = "CHILD", **fields):
    blank = dict.fromkeys(("middle_initial", "gender", "race", "education"), "")
    return {
        **blank,
        "id": 1,
        "first_name": "DOENA",
        "last_name": "HOLSCHEIN",
        "date_of_birth": "1950-12-31",
        "ssn": None,
        "relation": relation,
        **fields,
    }


def state(members=(), mode="individual", size=None, counts=None, household_type=""):
    return {
        "mode": mode,
        "members": list(members),
        "size": size,
        "counts": counts or {},
        "household_type": household_type,
    }


@pytest.mark.req("R67")
@given(st.lists(st.sampled_from(["SELF", "SPOUSE", "CHILD", "GRANDCHILD"]), max_size=12))
def test_check_members_wants_exactly_one_self(relations):
    members = [person(relation) for relation in relations]
    if not relations or relations.count("SELF") == 1:
        household.check_members(members)
    else:
        with pytest.raises(RuleBroken) as broken:
            household.check_members(members)
        assert broken.value.code == "one_self"


def test_check_members_refuses_one_ssn_for_two_people():
    with pytest.raises(RuleBroken) as broken:
        household.check_members([person("SELF", ssn="ab"), person(ssn="ab")])
    assert broken.value.code == "duplicate_ssn"
    household.check_members([person("SELF", ssn="ab"), person(ssn=None), person(ssn=None)])


@given(st.integers(1, 20), st.dictionaries(st.sampled_from(["FEMALE", "MALE", "OTHER"]), st.integers(0, 20)))
def test_check_summary_never_counts_more_people_than_there_are(size, numbers):
    if sum(numbers.values()) <= size:
        household.check_summary(size, {"gender": numbers})
    else:
        with pytest.raises(RuleBroken) as broken:
            household.check_summary(size, {"gender": numbers})
        assert broken.value.code == "more_than_household"


def test_changes_tell_who_joined_and_what_changed_of_those_who_stayed():
    doena = person("SELF", id=1)
    before = state([doena, person(id=2, first_name="BRUTON", last_name="GASTER", gender="FEMALE")])
    after = state([doena, person(id=2, first_name="BRUTON", last_name="GASTER", gender="MALE"), person(id=3)])
    found = household.changes(before, after)
    assert [change["label"] for change in found] == ["HOUSEHOLD MEMBERS", "GENDER OF BRUTON GASTER"]
    assert found[0]["old_text"] == "DOENA HOLSCHEIN, BRUTON GASTER"
    assert (found[1]["field"], found[1]["old"], found[1]["new"]) == ("members.2.gender", "FEMALE", "MALE")


def test_changes_of_nothing_are_none():
    same = state([person("SELF")], size=3, counts={"gender": {"FEMALE": 2}})
    assert household.changes(same, state([person("SELF")], size=3, counts={"gender": {"FEMALE": 2}})) == []


@pytest.mark.req("R65")
def test_changes_tell_the_switch_to_numbers():
    after = state([person("SELF")], mode="summary", size=2, counts={"gender": {"FEMALE": 2}})
    found = household.changes(state([person("SELF")]), after)
    assert [change["field"] for change in found] == ["mode", "size", "counts.gender.FEMALE"]


@pytest.mark.req("R71")
@given(st.dates())
def test_the_instrument_is_that_of_the_intake_date(intake):
    assert household.instrument(intake) == ("3.0" if intake >= date(2025, 10, 1) else "2.1")


@pytest.mark.req("R71", "R249")
@pytest.mark.parametrize("name", household.CHARACTERISTICS)
def test_changes_tell_each_characteristic_and_the_household_type(name):
    before, after = person("SELF", **{name: ""}), person("SELF", **{name: "YES"})
    found = household.changes(state([before]), state([after], household_type="TWO_PARENT"))
    assert [change["field"] for change in found] == ["household_type", f"members.1.{name}"]
    counted = household.changes(state([]), state([], counts={name: {"YES": 1}}))
    assert [change["field"] for change in counted] == [f"counts.{name}"]
    for change in (found[1], counted[0]):
        assert change["protected"] is True and not {"old", "new", "old_text", "new_text"} & set(change)


@pytest.mark.req("R249")
@given(
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    st.dates().map(str),
    st.dates().map(str),
)
def test_changes_never_tell_ssn_or_birth_date(old_ssn, new_ssn, old_born, new_born):
    before = state([person("SELF", ssn=old_ssn, date_of_birth=old_born)])
    after = state([person("SELF", ssn=new_ssn, date_of_birth=new_born)])
    told = json.dumps(household.changes(before, after))
    assert not any(value in told for value in (old_ssn, new_ssn, old_born, new_born))
    changed = {"members.1.ssn": old_ssn != new_ssn, "members.1.date_of_birth": old_born != new_born}
    assert all((field in told) == differs for field, differs in changed.items())


@pytest.mark.req("R67")
def test_nobody_but_the_applicant_has_the_number_of_the_customers_record():
    household.check_other("aa", {"bb"})
    with pytest.raises(RuleBroken) as told:
        household.check_other("aa", {"aa"})
    assert told.value.code == "duplicate_ssn"
