"""Whether two addresses are one place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.us.places import place_key

pytestmark = pytest.mark.req("R61")

HOME = {"number": "111", "street": "North Peña", "street_type": "Street", "zip": "93933"}


@pytest.mark.parametrize(
    "same",
    [
        {"number": "111", "street": "N. PENA", "street_type": "ST", "zip": "93933-0042"},
        {"number": "", "street": "111 N Peña St.", "street_type": "", "zip": "93933"},
        {"street": "111 n pena st apt 4", "zip": "93933"},
        {"number": "111", "street": "N PENA", "street_type": "STR", "unit": "B", "zip": "93933"},
    ],
)
def test_one_place_compares_equal_however_it_was_typed(same):
    assert place_key(same) == place_key(HOME)


@pytest.mark.parametrize(
    "other",
    [{"number": "112"}, {"street": "South Peña"}, {"zip": "93901"}, {"street_type": "Avenue"}],
)
def test_another_place_compares_unequal(other):
    assert place_key(HOME | other) != place_key(HOME)


def test_address_without_street_or_zip_is_no_place():
    assert place_key({"number": "1", "zip": "93933"}) == place_key({"street": "THIS"}) == ""


def test_street_that_is_called_after_a_unit_is_kept():
    assert (
        place_key({"number": "9", "street": "Suite", "street_type": "Ln", "zip": "93933"})
        == "9 suite lane 93933"
    )


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["93933", "93901-1234"]))
def test_key_ignores_case_and_the_unit(number, street, zip_code):
    address = {"number": number, "street": street, "zip": zip_code}
    assert place_key(address) == place_key({**address, "unit": "7", "building_type": "APT"})
    assert place_key(address) == place_key({**address, "street": f"  {street} "})
