"""The rules of links and dwellings."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from weatherization.domain import dwelling, link
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


def test_dwelling_stands_on_a_street_and_has_a_zip():
    with pytest.raises(RuleBroken, match="not a PO box"):
        dwelling.parse_street("P.O. Box 9")
    assert dwelling.parse_street("BOXWOOD") == "BOXWOOD"
    for rule in (dwelling.parse_street, dwelling.parse_zip):
        with pytest.raises(RuleBroken) as refused:
            rule("")
        assert refused.value.code == "required"


@pytest.mark.req("R100")
def test_dwelling_without_a_county_is_refused():
    address = {"zip": "93933", "city": "MARINA", "county": "", "state": "CA"}
    with pytest.raises(RuleBroken) as refused:
        dwelling.check_place(address)
    assert refused.value.code == "county_needed"
    dwelling.check_place(address | {"county": "MONTEREY"})
