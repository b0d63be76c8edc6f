"""Names, birth dates and SSNs of household members."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import identity
from homefire.rules import RuleBroken

NINE_DIGITS = st.from_regex(r"[0-9]{9}", fullmatch=True)


def issued(digits: str) -> bool:
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    never = area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000"
    return not never and digits not in ("078051120", "219099999", "457555462")


@given(NINE_DIGITS)
def test_parse_ssn_takes_exactly_what_can_be_issued(digits):
    try:
        assert identity.parse_ssn(f"{digits[:3]}-{digits[3:5]}-{digits[5:]}") == digits
        assert issued(digits)
    except RuleBroken:
        assert not issued(digits)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000-12-3456", "ssn_area"),
        ("666-12-3456", "ssn_area"),
        ("900-12-3456", "ssn_area"),
        ("123-00-4567", "ssn_group"),
        ("123-45-0000", "ssn_serial"),
        ("078-05-1120", "ssn_void"),
        ("***-**-2108", "not_nine_digits"),
        ("12345678", "not_nine_digits"),
        ("٠٠١٢٣٤٥٦٧", "not_nine_digits"),
    ],
)
def test_parse_ssn_refuses_what_is_never_issued(text, code):
    with pytest.raises(RuleBroken) as broken:
        identity.parse_ssn(text)
    assert broken.value.code == code


@pytest.mark.req("R69")
@given(NINE_DIGITS)
def test_mask_shows_the_last_four_digits_and_no_more(digits):
    masked = identity.mask(digits)
    assert masked == f"***-**-{digits[-4:]}"


@pytest.mark.parametrize(
    ("born", "code"), [(date(2019, 6, 2), "in_the_future"), (date(1898, 6, 1), "too_long_ago")]
)
def test_check_birth_date_refuses_what_cannot_be(born, code):
    with pytest.raises(RuleBroken) as broken:
        identity.check_birth_date(born, date(2019, 6, 1))
    assert broken.value.code == code


@pytest.mark.parametrize("born", [date(2019, 6, 1), date(1950, 12, 31), date(1898, 6, 2)])
def test_check_birth_date_takes_newborns_and_the_very_old(born):
    identity.check_birth_date(born, date(2019, 6, 1))


@pytest.mark.parametrize("name", ["DOENA", "O'NEIL", "Zoë", "DE LA CRUZ", "SMITH-JONES", "李"])
def test_parse_name_keeps_a_name_as_typed(name):
    assert identity.parse_name(name) == name


@pytest.mark.parametrize("name", ["", "123", "A1", "-", "X" * 51])
def test_parse_name_refuses_what_is_no_name(name):
    with pytest.raises(RuleBroken):
        identity.parse_name(name)


@pytest.mark.parametrize(("text", "initial"), [("T", "T"), ("T.", "T"), ("", "")])
def test_parse_initial_is_one_letter_or_nothing(text, initial):
    assert identity.parse_initial(text) == initial
