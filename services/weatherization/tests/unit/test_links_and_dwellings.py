"""The rules of links, addresses and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import dwelling, link
from weatherization.domain.dates import parse_date, show_date
from weatherization.domain.link import CurrentLink

links = st.lists(
    st.builds(
        CurrentLink,
        customer_number=st.integers(1, 9),
        role=st.sampled_from(link.ROLES),
        linked_from=st.dates(date(2020, 1, 1), date(2020, 1, 4)),
    ),
    max_size=6,
)


def test_event_subject_is_the_dwelling_when_nobody_is_linked():
    assert link.subject_of(28488, []) == "dwelling:28488"


@given(links.filter(bool), st.randoms(use_true_random=False))
def test_event_subject_is_an_occupant_before_an_owner_in_whatever_order(found, random):
    subject = link.subject_of(1, found)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert link.subject_of(1, shuffled) == subject
    roles = {each.role for each in found if str(each.customer_number) == subject}
    assert link.OCCUPANT in roles or all(each.role == link.OWNER for each in found)


@pytest.mark.req("R95")
def test_link_may_last_one_day_and_not_less():
    link.check_period(date(2020, 5, 1), date(2020, 5, 1))
    link.check_period(date(2020, 5, 1), None)
    with pytest.raises(RuleBroken, match="before the first"):
        link.check_period(date(2020, 5, 1), date(2020, 4, 30))


@pytest.mark.parametrize("street", ["PO BOX 12", "P.O. Box 9", "post office box 1", "P O BOX"])
def test_dwelling_refuses_a_po_box(street):
    with pytest.raises(RuleBroken, match="not a PO box"):
        dwelling.parse_street(street)


@pytest.mark.parametrize("street", ["POBOXER", "BOXWOOD", "POST"])
def test_dwelling_takes_a_street_that_only_resembles_a_box(street):
    assert dwelling.parse_street(street) == street


@pytest.mark.req("R100")
def test_dwelling_without_a_county_is_refused():
    address = {"zip": "93933", "city": "MARINA", "county": "", "state": "CA"}
    with pytest.raises(RuleBroken) as refused:
        dwelling.completed(address, {"city": "MARINA", "county": "", "state": "CA"})
    assert refused.value.code == "county_needed"
    assert dwelling.completed(address, {"county": "MONTEREY"})["county"] == "MONTEREY"


def test_typed_county_wins_over_that_of_the_zip():
    typed = {"zip": "93933", "city": "", "county": "SANTA CRUZ", "state": "CA"}
    found = dwelling.completed(typed, {"city": "MARINA", "county": "MONTEREY", "state": "CA"})
    assert (found["city"], found["county"]) == ("MARINA", "SANTA CRUZ")


def test_new_zip_forgets_the_old_place():
    old = {"street": "THIS", "zip": "93933", "city": "MARINA", "county": "MONTEREY", "state": "CA"}
    assert dwelling.missing(dwelling.merged(old, {"zip": "95077"})) == ["city", "county", "state"]
    assert dwelling.missing(dwelling.merged(old, {"zip": "93933", "street": "THAT"})) == []


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_dates_are_read_in_both_forms_and_shown_unpadded(day):
    assert parse_date(day.isoformat()) == parse_date(f"{day.month:02}/{day.day:02}/{day.year}") == day
    assert parse_date(show_date(day.isoformat())) == day


@pytest.mark.parametrize(
    "text", ["", "2019-02-29", "13/1/2019", "20190101", "1/1/19", "٢/٢/٢٠٢٠", "1899-12-31"]
)
def test_dates_that_do_not_exist_are_refused(text):
    with pytest.raises(RuleBroken):
        parse_date(text)
