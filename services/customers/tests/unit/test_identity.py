"""Names, dates of birth and tax identifiers."""

from __future__ import annotations

import string
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from customers.domain import identity
from homefire.rules import RuleBroken, clean_text

NAMES = [
    "HOLSCHEIN",
    "O'BRIEN",
    "O’Brien",
    "DE LA CRUZ-SMITH",
    "MCDONALD, JR.",
    "Nguyễn",
    "Þórunn",
    "Łukasz",
    "Иванова",
    "Παπαδόπουλος",
    "محمد",
    "שרה",
    "प्रिया",
    "สมชาย",
    "王",
    "田中",
    "김",
    "Keaʻomalama",
    "አበበ",
    "𞤀𞤣𞤤𞤢𞤥",
    "X",
]
TODAY = date(2024, 6, 30)


def code_of(rule: object, *args: object) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as refused:
        rule(*args)  # type: ignore[operator]
    assert refused.value.detail.endswith(".")
    return refused.value.code


@pytest.mark.req("R15", "R17")
@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_kept_as_typed(name: str) -> None:
    assert identity.parse_name(name) == name


@pytest.mark.req("R15", "R17")
@given(st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=50))
def test_any_letters_are_a_name(name: str) -> None:
    name = clean_text(name, most=200)
    assume(1 <= len(name) <= identity.LONGEST_NAME and any(character.isalpha() for character in name))
    assert identity.parse_name(name) == name


@pytest.mark.req("R15")
@given(st.text(min_size=1, max_size=60))
def test_text_is_a_name_or_refused(text: str) -> None:
    try:
        assert identity.parse_name(text) == text
    except RuleBroken as broken:
        allowed = all(unicodedata.category(one)[0] in "LM" or one in " -'’.," for one in text)
        letters = any(one.isalpha() for one in text)
        assert not (allowed and letters and len(text) <= 50)
        assert broken.code in ("not_a_name", "too_long")


@pytest.mark.req("R15", "R17")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("X" * 51, "too_long"),
        ("-", "not_a_name"),
        ("...", "not_a_name"),
        ("\u0301", "not_a_name"),
        ("R2D2", "not_a_name"),
        ("ADA<script>", "not_a_name"),
        ("ADA;DROP", "not_a_name"),
        ("😀", "not_a_name"),
        ("765-43-2108", "not_a_name"),
        ("a@b", "not_a_name"),
    ],
)
def test_anything_else_is_no_name(text: str, code: str) -> None:
    assert code_of(identity.parse_name, text) == code


@pytest.mark.req("R16")
@pytest.mark.parametrize(
    ("text", "initial"), [("", ""), ("M", "M"), ("M.", "M"), ("é", "é"), ("Ж", "Ж"), ("王", "王"), (".", "")]
)
def test_middle_initial_is_one_letter_or_nothing(text: str, initial: str) -> None:
    assert identity.parse_initial(text) == initial


@pytest.mark.req("R16")
@pytest.mark.parametrize("text", ["MA", "1", "-", "M J", "😀", "'"])
def test_any_other_initial_is_refused(text: str) -> None:
    assert code_of(identity.parse_initial, text) == "not_an_initial"


@pytest.mark.req("R22")
@given(st.dates())
@example(date(2024, 2, 29))
@example(date(1, 1, 1))
@example(date(9999, 12, 31))
def test_every_date_is_read_in_each_form(born: date) -> None:
    year = f"{born.year:04d}"
    forms = [
        born.isoformat(),
        f"{born.month:02d}/{born.day:02d}/{year}",
        f"{born.month}/{born.day}/{year}",
        f"{born.month}/{born.day:02d}/{year}",
    ]
    assert {identity.parse_birth_date(form) for form in forms} == {born}


@pytest.mark.req("R22")
@pytest.mark.parametrize(
    "text",
    [
        "02/29/2023",
        "2/29/1900",
        "2023-02-29",
        "02/30/2024",
        "13/01/2000",
        "31/12/2000",
        "00/10/2000",
        "1/2/03",
        "01-02-2003",
        "1/2/0000",
        "0000-01-01",
        "1/2/10000",
        "yesterday",
        "",
        "2000-01",
        "01/2000",
        "2000-01-01T00:00:00",
        "1/2/2003/4",
        "1//2003",
        "-1/2/2003",
    ],
)
def test_date_that_does_not_exist_is_refused(text: str) -> None:
    assert code_of(identity.parse_birth_date, text) == "not_a_date"


@given(st.text(string.digits + "/-TWZ: ", max_size=12))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert isinstance(identity.parse_birth_date(text), date)
    except RuleBroken as broken:
        assert broken.code == "not_a_date"


@pytest.mark.req("R22")
@given(st.dates(date(1, 1, 1), date(2150, 1, 1)))
@example(TODAY)
@example(TODAY + timedelta(1))
@example(date(1, 1, 1))
def test_date_of_birth_lies_within_120_years(born: date) -> None:
    oldest = date(TODAY.year - 121, TODAY.month, TODAY.day)
    if born > TODAY:
        assert code_of(identity.check_birth_date, born, TODAY) == "in_the_future"
    elif born <= oldest:
        assert code_of(identity.check_birth_date, born, TODAY) == "too_long_ago"
    else:
        identity.check_birth_date(born, TODAY)


@pytest.mark.req("R22")
def test_birthday_on_29_february_is_counted_from_1_march() -> None:
    born = date(1904, 2, 29)
    identity.check_birth_date(born, date(2025, 2, 28))
    assert code_of(identity.check_birth_date, born, date(2025, 3, 1)) == "too_long_ago"


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
        identity.check_identifier("SSN", digits)
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
    assert code_of(identity.check_identifier, "SSN", digits) == code


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
        identity.check_identifier(kind, digits)
    for digits in bad:
        assert code_of(identity.check_identifier, kind, digits) == kind.lower()


@pytest.mark.req("R18")
@given(digits_of, st.lists(st.sampled_from(["", "-", " ", "--"]), min_size=10, max_size=10))
def test_nine_digits_are_read_however_they_are_punctuated(digits: str, between: list[str]) -> None:
    typed = between[0] + "".join(digit + mark for digit, mark in zip(digits, between[1:], strict=True))
    assert identity.parse_digits(typed) == digits


@pytest.mark.req("R18")
@pytest.mark.parametrize(
    "text", ["", "12345678", "1234567890", "12345678a", "123.45.6789", "١٢٣٤٥٦٧٨٩", "***-**-2108", "- -"]
)
def test_anything_else_is_no_identifier(text: str) -> None:
    assert code_of(identity.parse_digits, text) == "not_nine_digits"


@pytest.mark.req("R69")
@given(digits_of, st.sampled_from(["SSN", "ITIN", "EIN"]))
def test_mask_shows_the_last_four_digits_alone(digits: str, kind: str) -> None:
    masked = identity.mask(kind, digits)
    assert [character for character in masked if character.isdigit()] == list(digits[5:])
    assert len(masked) == (10 if kind == "EIN" else 11)


@pytest.mark.req("R69")
def test_mask_has_the_form_of_what_it_masks() -> None:
    assert identity.mask("SSN", "765432108") == "***-**-2108"
    assert identity.mask("EIN", "765432108") == "**-***2108"


@pytest.mark.req("R27")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "JOSE"),
        ("Müller", "muller"),
        ("O'Brien", "OBRIEN"),
        ("DE  LA CRUZ", "de la cruz"),
        ("ß", "SS"),
        ("Łukasz", "łukasz"),
        ("İnci", "inci"),
        ("ﬁona", "FIONA"),
        ("Smith, Jr.", "SMITH JR"),
    ],
)
def test_names_are_compared_without_case_accents_and_punctuation(one: str, other: str) -> None:
    assert identity.name_key(one) == identity.name_key(other)


@pytest.mark.req("R27")
@given(st.text(max_size=30), st.text(max_size=30))
def test_key_of_a_name_is_its_own_key_and_joins_words(one: str, other: str) -> None:
    key = identity.name_key(one, other)
    assert identity.name_key(key) == key
    assert key == key.strip()
    assert "  " not in key
    assert identity.name_key(None, one, "", other) == key
