"""Names and initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homefire.rules import RuleBroken, clean_text
from homefire.us import names

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


def code_of(rule: Callable[..., object], *args: object) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as refused:
        rule(*args)
    assert refused.value.detail.endswith(".")
    return refused.value.code


@pytest.mark.req("R15", "R17")
@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_kept_as_typed(name: str) -> None:
    assert names.parse_name(name) == name


@pytest.mark.req("R15", "R17")
@given(st.text(st.characters(categories=["L", "M"]), min_size=1, max_size=50))
def test_any_letters_are_a_name(name: str) -> None:
    name = clean_text(name, most=200)
    assume(1 <= len(name) <= names.LONGEST_NAME and any(character.isalpha() for character in name))
    assert names.parse_name(name) == name


@pytest.mark.req("R15")
@given(st.text(min_size=1, max_size=60))
def test_text_is_a_name_or_refused(text: str) -> None:
    try:
        assert names.parse_name(text) == text
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
    assert code_of(names.parse_name, text) == code


@pytest.mark.req("R16")
@pytest.mark.parametrize(
    ("text", "initial"), [("", ""), ("M", "M"), ("M.", "M"), ("é", "é"), ("Ж", "Ж"), ("王", "王"), (".", "")]
)
def test_middle_initial_is_one_letter_or_nothing(text: str, initial: str) -> None:
    assert names.parse_initial(text) == initial


@pytest.mark.req("R16")
@pytest.mark.parametrize("text", ["MA", "1", "-", "M J", "😀", "'"])
def test_any_other_initial_is_refused(text: str) -> None:
    assert code_of(names.parse_initial, text) == "not_an_initial"


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
    assert names.name_key(one) == names.name_key(other)


@pytest.mark.req("R27")
@given(st.text(max_size=30), st.text(max_size=30))
def test_key_of_a_name_is_its_own_key_and_joins_words(one: str, other: str) -> None:
    key = names.name_key(one, other)
    assert names.name_key(key) == key
    assert key == key.strip()
    assert "  " not in key
    assert names.name_key(None, one, "", other) == key
