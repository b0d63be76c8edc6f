"""How words compare in a search: one typing error apart, in parts, without case and accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain import names_search, search_keys

letters = st.text(st.characters(whitelist_categories=("Ll",), max_codepoint=0x24F), min_size=5, max_size=20)
surnames = st.text("abcdefghijklmnopqrstuvwxyzабвгд龍馬", min_size=5, max_size=20)


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A word of at least five letters, and the same with one letter wrong, missing, too many, or exchanged."""
    word = draw(surnames)
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from("abcxyzя龍"))
    kind = draw(st.sampled_from(("wrong", "missing", "too many", "exchanged")))
    if kind == "wrong":
        return word, word[:place] + letter + word[place + 1 :]
    if kind == "missing":
        return word, word[:place] + word[place + 1 :]
    if kind == "too many":
        return word, word[:place] + letter + word[place:]
    place = min(place, len(word) - 2)
    return word, word[:place] + word[place + 1] + word[place] + word[place + 2 :]


@pytest.mark.req("R128")
@given(mistyped())
def test_one_typing_error_leaves_a_spelling_in_common(pair: tuple[str, str]) -> None:
    word, typed = pair
    assert set(names_search.spellings(word)) & set(names_search.misspellings(typed))


def test_words_two_letters_apart_have_no_spelling_in_common() -> None:
    assert not set(names_search.spellings("holschein")) & set(names_search.misspellings("holxxhein"))


@given(st.text(max_size=200))
def test_words_are_what_a_search_for_them_asks_for(text: str) -> None:
    words = names_search.words_of(text)
    assert len(set(words)) == len(words)
    assert all(word and len(word) <= names_search.LONGEST_WORD and " " not in word for word in words)
    assert set(names_search.searched_words(text)) <= set(words)


@pytest.mark.req("R27", "R128")
@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("JOSÉ", "jose"),
        ("O'BRIEN", "obrien"),
        ("SMITH-JONES", "jones"),
        ("SMITH-JONES", "Smith-Jones"),
        ("DE LA CRUZ", "cruz"),
        ("Straße", "STRASSE"),
        ("ИВАНОВ", "иванов"),
    ],
)
def test_a_name_has_the_words_that_are_typed_for_it(stored: str, typed: str) -> None:
    assert set(names_search.searched_words(typed)) <= set(names_search.words_of(stored))


def test_a_double_name_is_found_by_its_parts_and_in_one() -> None:
    assert names_search.words_of("Smith-Jones") == ["smithjones", "smith", "jones"]


def test_a_short_word_and_a_number_are_not_misspelled() -> None:
    assert names_search.misspellings("lee") == []
    assert names_search.misspellings("95077") == []


@pytest.mark.req("R40")
def test_a_phone_is_found_whole_without_its_area_code_and_by_its_last_digits() -> None:
    assert search_keys.phone_keys(["8315550101", ""]) == ["8315550101", "5550101", "0101"]


def test_an_account_is_compared_without_punctuation() -> None:
    assert search_keys.account_key("1022-345 6789/a") == "10223456789a"
