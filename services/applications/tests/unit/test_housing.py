"""How a household is housed: who has a landlord, who is a homeowner, what is told of a change."""

from __future__ import annotations

import pytest

from applications.domain import housing
from homefire.rules import RuleBroken


def state(**said):
    return {**housing.BLANK, **said}


@pytest.mark.req("R266")
@pytest.mark.parametrize("said", [{"landlord_name": "A. LANDLORD"}, {"landlord_phone": "8315550101"}])
def test_an_owner_has_no_landlord(said):
    with pytest.raises(RuleBroken) as broken:
        housing.check_landlord(state(housing="OWN", **said))
    assert broken.value.code == "owner_has_landlord"
    for how in ("RENT", "OTHER", ""):
        housing.check_landlord(state(housing=how, **said))
    housing.check_landlord(state(housing="OWN"))


@pytest.mark.req("R266")
@pytest.mark.parametrize(
    ("code", "expected"), [("OWN", "YES"), ("RENT", "NO"), ("HOMELESS", "NO"), ("UNKNOWN", ""), ("", "")]
)
def test_homeowner_follows_from_housing(code, expected):
    assert housing.homeowner(code) == expected


@pytest.mark.req("R266", "R204")
def test_changes_name_what_is_another():
    after = state(dwelling_id=9001, dwelling_address="1 THIS ST", units=2, lived_12_months=False)
    found = housing.changes(state(), after)
    assert [change["label"] for change in found] == [
        "DWELLING",
        "DWELLING ADDRESS",
        "UNITS APPLIED FOR",
        "LIVED THERE 12 MONTHS",
    ]
    assert found[-1]["new_text"] == "NO"
    assert housing.changes(after, after) == []
