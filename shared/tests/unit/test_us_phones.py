"""Phone numbers of the North American plan."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from homefire.us import phones

FORMS = [
    "{area}{exchange}{line}",
    "{area}-{exchange}-{line}",
    "({area}) {exchange}-{line}",
    "({area}){exchange}{line}",
    "{area}.{exchange}.{line}",
    "{area} {exchange} {line}",
    "{area}/{exchange}-{line}",
    "1{area}{exchange}{line}",
    "1-{area}-{exchange}-{line}",
    "+1 {area} {exchange} {line}",
    "+1 ({area}) {exchange}-{line}",
    "{area}\u00a0{exchange}\u00a0{line}",
    "{area}\u2011{exchange}\u2013{line}",
    "+1\u2010{area}.{exchange}.{line}",
]
code = st.integers(200, 999).filter(lambda number: number % 100 != 11).map(str)
line = st.text(string.digits, min_size=4, max_size=4)


def code_of(rule: Callable[[str], object], text: str) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as refused:
        rule(text)
    assert refused.value.detail.endswith(".")
    return refused.value.code


@pytest.mark.req("R35", "R36", "R37", "R38", "R39", "R40")
@given(st.sampled_from(FORMS), code, code, line)
def test_number_is_stored_as_ten_bare_digits_in_whatever_form_it_was_typed(
    form: str, area: str, exchange: str, last: str
) -> None:
    typed = form.format(area=area, exchange=exchange, line=last)
    assert phones.parse_phone(typed) == area + exchange + last


@pytest.mark.req("R40")
@given(code, code, line)
def test_shown_form_is_read_back(area: str, exchange: str, last: str) -> None:
    digits = area + exchange + last
    assert phones.show_phone(digits) == f"({area}) {exchange}-{last}"
    assert phones.parse_phone(phones.show_phone(digits)) == digits
    assert phones.show_phone("") == phones.show_phone(None) == ""
    assert phones.show_phone("5550101") == "5550101"


@pytest.mark.req("R41")
@given(st.text(string.digits, min_size=10, max_size=10))
@example("8315550101")
@example("8319111212")
@example("2112345678")
@example("9119111111")
@example("0315550101")
@example("8311550101")
def test_ten_digits_are_refused_exactly_when_the_numbering_plan_has_no_such_number(digits: str) -> None:
    possible = all(part[0] in "23456789" and part[1:] != "11" for part in (digits[:3], digits[3:6]))
    try:
        assert phones.parse_phone(digits) == digits
        assert possible
    except RuleBroken as broken:
        assert not possible
        assert broken.code in ("not_assignable", "service_code")


@pytest.mark.req("R41")
@pytest.mark.parametrize("service", ["211", "311", "411", "511", "611", "711", "811", "911"])
def test_service_codes_are_neither_area_codes_nor_exchanges(service: str) -> None:
    assert code_of(phones.parse_phone, f"{service}5550101") == "service_code"
    assert code_of(phones.parse_phone, f"831{service}0101") == "service_code"


@pytest.mark.req("R40", "R41")
@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("831-555-010", "not_ten_digits"),
        ("831-555-01011", "not_ten_digits"),
        ("28315550101", "not_ten_digits"),
        ("555-0101", "not_ten_digits"),
        ("18315550", "not_ten_digits"),
        ("831-555-CALL", "not_a_phone"),
        ("831-555-0101 x5", "not_a_phone"),
        ("٨٣١٥٥٥٠١٠١", "not_a_phone"),
        ("-", "not_a_phone"),
        ("1-031-555-0101", "not_assignable"),
        ("831-155-0101", "not_assignable"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, refused: str) -> None:
    assert code_of(phones.parse_phone, text) == refused


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        digits = phones.parse_phone(text)
    except RuleBroken:
        return
    assert text == digits == "" or (len(digits) == 10 and set(digits) <= set(string.digits))


@pytest.mark.req("R41")
def test_numbers_kept_for_examples_are_recognised() -> None:
    assert phones.is_fictional("8315550100")
    assert phones.is_fictional("2125550199")
    assert not phones.is_fictional("8315550200")
    assert not phones.is_fictional("8314550101")


@pytest.mark.req("R35", "R36", "R38")
@pytest.mark.parametrize("text", ["", "5", "1234567"])
def test_extension_is_at_most_seven_digits(text: str) -> None:
    assert phones.parse_extension(text) == text


@pytest.mark.parametrize("text", ["x5", "12345678", "1 2", "٥", "-1"])
def test_any_other_extension_is_refused(text: str) -> None:
    assert code_of(phones.parse_extension, text) == "not_an_extension"


@pytest.mark.req("R40")
@pytest.mark.parametrize("text", ["+49 30 1234567", "+8315550101", "+44 831 555 0101", "+52 831 555 0101"])
def test_number_of_another_country_is_not_taken_for_one_of_ours(text: str) -> None:
    assert code_of(phones.parse_phone, text) == "another_country"
