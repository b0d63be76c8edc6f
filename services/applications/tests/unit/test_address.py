"""The place of service and its ZIP code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import address
from homefire.rules import RuleBroken


@pytest.mark.req("R83")
def test_complete_fills_city_county_and_state_from_the_zip():
    filled = address.complete({"zip": "95077"})
    assert (filled["city"], filled["county"], filled["state"]) == ("WATSONVILLE", "SANTA CRUZ", "CA")
    assert filled["overridden"] == []


def test_complete_keeps_what_was_typed_and_flags_it():
    filled = address.complete({"zip": "93933", "city": "EAST GARRISON", "state": "ca"})
    assert (filled["city"], filled["overridden"]) == ("EAST GARRISON", ["city"])


def test_complete_refuses_an_unknown_zip_until_city_and_state_are_typed():
    with pytest.raises(RuleBroken) as broken:
        address.complete({"zip": "00001"})
    assert broken.value.code == "unknown_zip"
    filled = address.complete({"zip": "00001", "city": "NOWHERE", "state": "CA"})
    assert filled["overridden"] == ["city", "state"]


@pytest.mark.req("R83")
def test_one_line_is_the_full_service_address():
    place = {
        "number": "1",
        "street": "THIS",
        "street_type": "WAY",
        "building_type": "APARTMENT",
        "unit": "A",
    }
    assert address.one_line(place) == "1 THIS WAY APARTMENT A"
    assert address.one_line({"street": "RURAL ROUTE 2", "number": "", "unit": ""}) == "RURAL ROUTE 2"


@pytest.mark.req("R83")
def test_look_up_knows_which_zips_are_for_post_office_boxes():
    boxes, homes = address.look_up("95077"), address.look_up("93933")
    assert boxes is not None and boxes.po_box
    assert homes is not None and not homes.po_box


@pytest.mark.parametrize("street", ["PO BOX 12", "P.O. Box 12", "p o box 12", "Post Office Box 9"])
def test_is_po_box_recognises_its_spellings(street):
    assert address.is_po_box(street)


@pytest.mark.parametrize("street", ["BOXWOOD", "SPOBOX LANE", "POBO"])
def test_is_po_box_leaves_streets_alone(street):
    assert not address.is_po_box(street)


@given(st.text(max_size=12))
def test_parse_zip_gives_five_digits_or_zip_plus_4(text):
    try:
        parsed = address.parse_zip(text)
    except RuleBroken as broken:
        assert broken.code == "not_a_zip"
    else:
        assert parsed.replace("-", "") == text.replace("-", "") and len(parsed) in (5, 10)
