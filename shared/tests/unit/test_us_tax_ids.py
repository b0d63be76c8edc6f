"""Social Security numbers, ITINs and EINs."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from homefire.us import tax_ids


def code_of(rule: Callable[..., object], *args: object) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as refused:
        rule(*args)
    assert refused.value.detail.endswith(".")
    return refused.value.code


digits_of = st.text(string.digits, min_size=9, max_size=9)


def is_issued(digits: str) -> bool:
    """The Social Security Administration's rule, written again."""
    area, group, serial = int(digits[:3]), int(digits[3:5]), int(digits[5:])
    void = digits in ("078051120", "219099999", "457555462")
    return area not in (0, 666) and area < 900 and group != 0 and serial != 0 and not void


@pytest.mark.req("R19")
@given(digits_of)
@example("000123456")
@example("666123456")
@example("899123456")
@example("900123456")
@example("123004567")
@example("123450000")
@example("765432108")
def test_number_is_refused_exactly_when_it_is_never_issued(digits: str) -> None:
    try:
        tax_ids.check_tax_id("SSN", digits)
        accepted = True
    except RuleBroken as broken:
        accepted = False
        assert broken.code in ("ssn_area", "ssn_group", "ssn_serial", "ssn_void")
        assert digits not in broken.detail
    assert accepted == is_issued(digits)


@pytest.mark.req("R19")
@pytest.mark.parametrize(
    ("digits", "code"),
    [
        ("000123456", "ssn_area"),
        ("666123456", "ssn_area"),
        ("900123456", "ssn_area"),
        ("999123456", "ssn_area"),
        ("123003456", "ssn_group"),
        ("123450000", "ssn_serial"),
        ("078051120", "ssn_void"),
        ("219099999", "ssn_void"),
        ("457555462", "ssn_void"),
    ],
)
def test_refusal_says_which_part_is_wrong(digits: str, code: str) -> None:
    assert code_of(tax_ids.check_tax_id, "SSN", digits) == code


@pytest.mark.req("R19")
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "ITIN",
            ["912701234", "999881234", "900501234"],
            ["912931234", "812701234", "912491234", "912891234"],
        ),
        ("EIN", ["123456789", "941234567"], ["001234567", "071234567", "891234567"]),
    ],
)
def test_each_type_of_identifier_has_a_check_of_its_own(kind: str, good: list[str], bad: list[str]) -> None:
    for digits in good:
        tax_ids.check_tax_id(kind, digits)
    for digits in bad:
        assert code_of(tax_ids.check_tax_id, kind, digits) == kind.lower()


@pytest.mark.req("R18")
@given(digits_of, st.lists(st.sampled_from(["", "-", " ", "--", "\u00a0"]), min_size=10, max_size=10))
def test_nine_digits_are_read_however_they_are_punctuated(digits: str, between: list[str]) -> None:
    typed = between[0] + "".join(digit + mark for digit, mark in zip(digits, between[1:], strict=True))
    assert tax_ids.parse_tax_id(typed) == digits


@pytest.mark.req("R18")
@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678a", "123.45.6789", "١٢٣٤٥٦٧٨٩", "***-**-2108", "- -"]
)
def test_anything_else_is_no_identifier(text: str) -> None:
    assert code_of(tax_ids.parse_tax_id, text) == "not_nine_digits"


@pytest.mark.req("R69")
@given(digits_of, st.sampled_from(tax_ids.KINDS))
def test_mask_shows_the_last_four_digits_alone(digits: str, kind: str) -> None:
    masked = tax_ids.mask(kind, digits)
    assert [character for character in masked if character.isdigit()] == list(digits[5:])
    assert len(masked) == (10 if kind == "EIN" else 11)


@pytest.mark.req("R69")
def test_mask_has_the_form_of_what_it_masks() -> None:
    assert tax_ids.mask("SSN", "765432108") == "***-**-2108"
    assert tax_ids.mask("EIN", "765432108") == "**-***2108"


@pytest.mark.req("R18", "R19")
@given(digits_of)
@example("078051120")
def test_ssn_is_read_exactly_when_it_can_be_issued(digits: str) -> None:
    typed = f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
    if is_issued(digits):
        assert tax_ids.parse_ssn(typed) == digits
    else:
        assert code_of(tax_ids.parse_ssn, typed).startswith("ssn_")


@pytest.mark.req("R18")
def test_ssn_may_be_blank_and_a_masked_one_says_to_leave_it_out() -> None:
    assert tax_ids.parse_ssn("") == ""
    with pytest.raises(RuleBroken, match="Leave it out to keep what is recorded"):
        tax_ids.parse_ssn("***-**-2108")


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "number", ["321549876", "321-54-9876", "321 54 9876", "321 - 54 - 9876", "321\u201154\u20119876", "321-549876",
               "\uff13\uff12\uff11-54-9876", "321\u200b54\u200b9876"]
)  # fmt: skip
def test_words_that_are_told_hold_no_personal_number(number: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        tax_ids.refuse_in_text(f"it is ({number}).")
    assert broken.value.code == "personal_number"
    assert tax_ids.mask_in_text(f"it is ({number}).") == "it is (***-**-****)."


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "text", ["", "95076-1234", "831-555-0101", "8315550101", "12/31/1950", "1234567890", "C\u00e9"]
)
def test_other_numbers_may_be_told(text: str) -> None:
    assert tax_ids.refuse_in_text(text) == text == tax_ids.mask_in_text(text)
