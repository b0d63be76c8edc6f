"""The record's form by itself: what it shows, what it sends, how two people's changes meet."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from gateway import recordform

BASE = {
    "first_name": "DOENA",
    "home_phone": "(831) 555-0101",
    "date_of_birth": "12/31/1950",
    "special_handling": "no",
    "mailing_address.zip": "95077",
    "mailing_address.city": "WATSONVILLE",
    "mailing_address.county": "SANTA CRUZ",
    "mailing_address.state": "CA",
}


@pytest.mark.req("R7", "R240")
def test_a_save_sends_what_was_changed_and_nothing_else():
    mine = {**BASE, "first_name": "DONNA", "date_of_birth": "", "special_handling": "yes"}
    assert recordform.patch(mine, BASE) == {
        "first_name": "DONNA",
        "date_of_birth": None,
        "special_handling": True,
    }
    assert recordform.patch(BASE, BASE) == {}


def test_the_punctuation_of_a_phone_number_is_no_change():
    assert recordform.patch({**BASE, "home_phone": "831-555-0101"}, BASE) == {}


@pytest.mark.req("R31")
def test_a_zip_whose_place_was_shown_sends_the_place_that_was_seen():
    mine = {**BASE, "mailing_address.zip": "95076"}
    assert recordform.patch(mine, BASE) == {"mailing_address": {"zip": "95076"}}
    assert recordform.patch(mine, BASE, places={"mailing_address": "95076", "residence_address": ""}) == {
        "mailing_address": {"zip": "95076", "city": "WATSONVILLE", "county": "SANTA CRUZ", "state": "CA"}
    }


@pytest.mark.req("R152")
def test_changes_of_two_people_are_merged_and_only_the_same_field_is_asked_about():
    mine = {**BASE, "first_name": "DONNA", "home_phone": "8315550199"}
    theirs = {**BASE, "first_name": "DIANA", "mailing_address.city": "FREEDOM"}
    values, conflicts = recordform.merge(BASE, mine, theirs)
    assert values["home_phone"] == "8315550199"
    assert values["mailing_address.city"] == "FREEDOM"
    assert [(each.name, each.theirs, each.mine) for each in conflicts] == [("first_name", "DIANA", "DONNA")]


def test_both_making_the_same_change_is_no_conflict():
    both = {**BASE, "first_name": "DONNA"}
    assert recordform.merge(BASE, both, both) == (both, ())


@pytest.mark.req("R12")
def test_news_names_what_others_changed_since():
    news = recordform.news_of(BASE, {**BASE, "first_name": "DIANA"})
    assert [(each.name, each.mine, each.theirs) for each in news] == [("first_name", "DOENA", "DIANA")]


def test_the_loaded_values_are_read_back_and_nothing_foreign_with_them():
    assert recordform.read_base('{"first_name": "DOENA", "ssn": "765432108", "email": 5}') == {
        "first_name": "DOENA"
    }
    assert recordform.read_base("[") == recordform.read_base("[]") == {}
    assert recordform.read_values(
        MultiDict([("special_handling", "no"), ("special_handling", "yes"), ("x", "y")])
    ) == {"special_handling": "yes"}
