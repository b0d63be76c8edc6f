"""Addresses: what a ZIP code fills in, and what a person's word is worth."""

from __future__ import annotations

import string
from typing import Any

import pytest
import zipcodes
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from homefire.us import addresses

KNOWN = sorted({entry["zip_code"] for entry in zipcodes.list_all()})  # type: ignore[no-untyped-call]  # The package has no types.
SANTA_CRUZ = {"city": "SANTA CRUZ", "county": "SANTA CRUZ", "state": "CA"}
UNKNOWN = "00000"


@pytest.mark.req("R30")
@pytest.mark.parametrize(
    ("text", "stored"),
    [("95060", "95060"), ("95060-1234", "95060-1234"), ("950601234", "95060-1234"), ("", "")],
)
def test_zip_is_five_digits_or_nine(text: str, stored: str) -> None:
    assert addresses.parse_zip(text) == stored


@pytest.mark.req("R30")
@pytest.mark.parametrize(
    "text", ["9506", "950601", "95060-", "95060-123", "9506O", "95060 1234", "٩٥٠٦٠", "CA 95060"]
)
def test_any_other_zip_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        addresses.parse_zip(text)
    assert refused.value.code == "not_a_zip"


@pytest.mark.req("R30", "R31")
def test_zip_tells_city_county_and_state_as_the_manual_shows_them() -> None:
    place = addresses.look_up("95060")
    assert place is not None
    assert {"city": place.city, "county": place.county, "state": place.state} == SANTA_CRUZ
    assert addresses.look_up("95060-1234") == place


@pytest.mark.req("R31")
@given(st.sampled_from(KNOWN))
def test_every_known_zip_fills_in_a_city_and_a_state(zip_code: str) -> None:
    place = addresses.look_up(zip_code)
    assert place is not None
    assert place.city
    assert len(place.state) == 2
    assert place.city == place.city.upper()
    assert place.county == place.county.upper()
    assert not place.county.endswith(" COUNTY")
    filled = addresses.complete({"zip": zip_code})
    assert (filled["city"], filled["county"], filled["state"]) == (place.city, place.county, place.state)
    assert filled["overridden"] == []


@pytest.mark.req("R31")
@given(
    st.sampled_from(KNOWN),
    st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(["", "ELSEWHERE", "CA"]) for name in addresses.FILLED}
    ),
)
def test_what_a_person_typed_wins_and_is_flagged(zip_code: str, typed: dict[str, str]) -> None:
    filled = addresses.complete({"zip": zip_code, **typed})
    place = addresses.look_up(zip_code)
    for name in addresses.FILLED:
        own = getattr(place, name)
        assert filled[name] == (typed.get(name) or own)
        assert (name in filled["overridden"]) == (filled[name] != own)


@pytest.mark.req("R31")
def test_same_city_in_other_letters_is_no_override() -> None:
    filled = addresses.complete({"zip": "95060", "city": "Santa Cruz"})
    assert filled["city"] == "Santa Cruz"
    assert filled["overridden"] == []


@pytest.mark.req("R31")
def test_unknown_zip_is_accepted_once_city_and_state_are_typed() -> None:
    typed = {"zip": UNKNOWN, "city": "FARAWAY", "state": "CA"}
    assert addresses.look_up(UNKNOWN) is None
    assert addresses.complete(typed) == typed | {"overridden": ["city", "state"]}


@pytest.mark.req("R31")
@pytest.mark.parametrize("typed", [{}, {"city": "FARAWAY"}, {"state": "CA"}, {"city": "", "state": "CA"}])
def test_unknown_zip_alone_is_refused_with_the_remedy(typed: dict[str, str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        addresses.complete({"zip": UNKNOWN, **typed})
    assert refused.value.code == "unknown_zip"
    assert "city, county and state by hand" in refused.value.detail


@pytest.mark.req("R28")
def test_address_without_a_zip_is_left_as_it_was_typed() -> None:
    typed = {"street": "PO BOX 99", "city": "SANTA CRUZ"}
    assert addresses.complete(typed) == typed | {"overridden": []}


parts = st.text(string.ascii_uppercase, max_size=6)


@given(
    st.fixed_dictionaries({"zip": st.sampled_from([*KNOWN[:50], UNKNOWN, ""]), "city": parts, "state": parts})
)
def test_completing_twice_changes_nothing(typed: dict[str, Any]) -> None:
    try:
        once = addresses.complete(typed)
    except RuleBroken:
        return
    again = addresses.complete(once)
    assert {name: again[name] for name in addresses.FILLED if name in again} == {
        name: once[name] for name in addresses.FILLED if name in once
    }
    assert again["overridden"] == once["overridden"]


@pytest.mark.req("R30")
@pytest.mark.parametrize(("text", "state"), [("CA", "CA"), ("ca", "CA"), ("Or", "OR"), ("", "")])
def test_state_is_two_letters(text: str, state: str) -> None:
    assert addresses.parse_state(text) == state


@pytest.mark.parametrize("text", ["C", "CAL", "C1", "Ça", "California", "İ."])
def test_any_other_state_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        addresses.parse_state(text)
    assert refused.value.code == "not_a_state"


@pytest.mark.req("R28", "R29")
def test_lines_read_as_people_write_them() -> None:
    parts = {
        "number": "910",
        "street": "SHADOWBROOK",
        "street_type": "WAY",
        "building_type": "APARTMENT",
        "unit": "A",
    }
    assert addresses.one_line(parts) == "910 SHADOWBROOK WAY APARTMENT A"
    assert addresses.one_line({"street": "PO BOX 99", "unit": ""}) == "PO BOX 99"
    assert addresses.one_line({"street": "RURAL ROUTE 2", "number": None}) == "RURAL ROUTE 2"
    assert addresses.one_line({}) == ""


@pytest.mark.req("R83")
def test_zips_for_post_office_boxes_alone_are_known() -> None:
    boxes, homes = addresses.look_up("95077"), addresses.look_up("93933")
    assert boxes is not None and boxes.po_box
    assert homes is not None and not homes.po_box


@pytest.mark.req("R28", "R83")
@pytest.mark.parametrize(
    "street",
    ["PO BOX 12", "P.O. Box 12", "p o box 12", "Post Office Box 9", "P O BOX", "PO-BOX 1", "POBOX 1"],
)
def test_post_office_box_is_recognised_in_every_spelling(street: str) -> None:
    assert addresses.is_po_box(street)


@pytest.mark.parametrize("street", ["BOXWOOD", "SPOBOX LANE", "POBO", "POBOXER", "POST", ""])
def test_street_that_only_resembles_a_box_is_none(street: str) -> None:
    assert not addresses.is_po_box(street)


@pytest.mark.req("R31")
def test_another_zip_forgets_the_place_of_the_old_one() -> None:
    old = {"street": "THIS", "zip": "93933", **SANTA_CRUZ}
    blank = dict.fromkeys(addresses.FILLED, "")
    assert addresses.edited(old, {"zip": "95077"}) == old | {"zip": "95077"} | blank
    assert addresses.edited(old, {"zip": "95077", "city": "APTOS"})["city"] == "APTOS"


@pytest.mark.req("R30", "R31")
@pytest.mark.parametrize(
    "given", [{"zip": "93933"}, {"zip": "93933-1234"}, {"street": "THAT"}, {"zip": ""}, {}]
)
def test_same_place_keeps_what_was_typed(given: dict[str, str]) -> None:
    old = {"street": "THIS", "zip": "93933", **SANTA_CRUZ}
    assert addresses.edited(old, given) == old | given


@pytest.mark.req("R29", "R31")
@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ({"zip": "95060", "building_type": "APARTMENT", "unit": "A"}, []),
        ({}, []),
        ({"unit": "A"}, [("pos.unit", "unit_incomplete")]),
        (
            {"building_type": "APARTMENT", "zip": UNKNOWN},
            [("pos.unit", "unit_incomplete"), ("pos.zip", "unknown_zip")],
        ),
    ],
)
def test_what_looks_wrong_is_warned_of(address: dict[str, str], codes: list[tuple[str, str]]) -> None:
    found = addresses.warnings(address, "pos")
    assert [(warning["field"], warning["code"]) for warning in found] == codes
