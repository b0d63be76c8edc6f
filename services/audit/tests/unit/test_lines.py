"""Notes break into lines and are never cut."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.domain import lines

texts = st.text(
    alphabet=st.one_of(st.sampled_from("ab \n\t.é漢🏠"), st.characters(exclude_categories=("Cs",))),
    max_size=1200,
)
long_words = st.lists(st.integers(1, 120), min_size=1, max_size=30).map(
    lambda sizes: " ".join("x" * n for n in sizes)
)


def _without_blanks(text: str) -> str:
    return "".join(text.split())


@pytest.mark.req("R203")
@given(texts | long_words)
def test_lines_of_a_note_are_at_most_four_of_88(text: str) -> None:
    for part in lines.parts(text):
        broken = lines.lines(part)
        assert len(broken) <= 4
        assert all(len(line) <= 88 for line in broken)


@pytest.mark.req("R210")
@given(texts | long_words)
@example("x" * 88 + " " + "y" * 88 + " " + "z" * 88 + " " + "w" * 88)
@example("a" + " " * 400 + "b")
def test_parts_lose_nothing_but_blanks_and_fit_352(text: str) -> None:
    found = lines.parts(text)
    assert all(len(part) <= 352 for part in found)
    assert _without_blanks("".join(found)) == _without_blanks(lines.clean(text))


@pytest.mark.req("R203")
@given(st.text(alphabet="ab ", max_size=352))
def test_lines_lose_nothing_but_blanks(text: str) -> None:
    assert _without_blanks("".join(lines.lines(text))) == _without_blanks(text)


@pytest.mark.req("R203")
def test_lines_wrap_hard_when_words_would_need_a_fifth_line() -> None:
    # Seven words of 45 need seven lines when wrapped at words, and 271 characters fit four lines cut hard.
    body = " ".join(["w" * 45] * 5) + " " + "w" * 41
    assert len(body) == 271
    assert [len(line) for line in lines.lines(body)] == [88, 88, 88, 7]


@pytest.mark.req("R203")
def test_lines_wrap_at_words_where_they_fit() -> None:
    text = " ".join(["word"] * 40)
    broken = lines.lines(text)
    assert len(broken) == 3
    assert all(not line.startswith(" ") and line.endswith("word") for line in broken)


@pytest.mark.req("R203")
def test_lines_keep_the_writers_own_line_ends() -> None:
    assert lines.lines("first\n\nthird") == ["first", "", "third"]


@pytest.mark.req("R210")
def test_parts_splits_long_automatic_text_over_several_notes() -> None:
    text = " ".join(["eligible"] * 120)
    found = lines.parts(text)
    assert len(found) == 4
    assert " ".join(found) == text


def test_clean_refuses_half_a_surrogate_pair() -> None:
    with pytest.raises(lines.TextIsUnreadable):
        lines.clean("half \ud83c")


def test_clean_unifies_line_ends_and_drops_control_characters() -> None:
    assert lines.clean("  a\r\nb\rc\x00\x1b d\t ") == "a\nb\nc d"
