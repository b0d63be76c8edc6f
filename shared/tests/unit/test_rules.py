"""Text is refused or stored as it was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homefire.rules import RuleBroken, clean_text

any_text = st.text(st.characters(exclude_categories=()), max_size=60)
REFUSED = {"Cc", "Cs", "Cn"}


@given(any_text)
@example("\ud800")
@example("a\x00b")
@example("👩🏽‍🚒 fire")
@example("e\u0301")
def test_text_is_refused_or_stored_intact(text: str) -> None:
    try:
        stored = clean_text(text, most=1000)
    except RuleBroken as broken:
        assert broken.code == "control_character"
        assert any(unicodedata.category(character) in REFUSED for character in text)
    else:
        assert stored == unicodedata.normalize("NFC", text).strip()
        assert not any(unicodedata.category(character) in REFUSED for character in text)
        stored.encode()


@given(any_text)
def test_stored_text_is_stored_again_unchanged(text: str) -> None:
    try:
        stored = clean_text(text, most=1000, lines=True)
    except RuleBroken:
        return
    assert clean_text(stored, most=1000, lines=True) == stored


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "a\ud83db", "\x00", "\x1b[2J", "\x7f", "\u0378"])
def test_what_cannot_be_printed_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        clean_text(text, most=100)
    assert refused.value.code == "control_character"


@pytest.mark.parametrize("text", ["👩🏽‍🚒", "🇺🇸", "Ω", "שלום", "😀" * 5, "ﷺ", "O’Brien", "علی‌رضا"])
def test_what_people_write_is_kept(text: str) -> None:
    assert clean_text(text, most=100) == text


def test_text_is_stored_composed() -> None:
    assert clean_text("Rene\u0301e", most=5, least=5) == "Renée"
    with pytest.raises(RuleBroken) as refused:
        clean_text("Rene\u0301e", most=6, least=6)
    assert refused.value.code == "too_short"


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_line_breaks_are_kept_only_where_lines_are_allowed(line_end: str) -> None:
    assert clean_text(f"one{line_end}two", most=10, lines=True) == "one\ntwo"
    with pytest.raises(RuleBroken):
        clean_text(f"one{line_end}two", most=10)


@pytest.mark.req("R214", "R256")
@pytest.mark.parametrize("line_end", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
def test_one_line_text_has_nothing_that_ends_a_line(line_end):
    with pytest.raises(RuleBroken) as broken:
        clean_text(f"one{line_end}two", most=10)
    assert broken.value.code == "control_character"


def test_lengths_count_code_points() -> None:
    assert clean_text("😀" * 5, most=5) == "😀" * 5
    with pytest.raises(RuleBroken) as refused:
        clean_text("😀" * 6, most=5)
    assert refused.value.code == "too_long"
    assert "5" in refused.value.detail


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"])
def test_blanks_are_nothing_where_something_is_required(text: str) -> None:
    assert clean_text(text, most=5) == ""
    with pytest.raises(RuleBroken) as refused:
        clean_text(text, most=5, least=1)
    assert refused.value.code == "required"
