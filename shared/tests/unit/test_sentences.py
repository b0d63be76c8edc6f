"""A sentence with its pattern and values: the text as ever, and the same said in another language."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homefire.sentences import in_words, made_of, say

SPANISH = {
    "The household has {size} people.": "El hogar tiene {size} personas.",
    "{amount} {per} is over the limit.": "{amount} {per} supera el límite.",
    "By the table {compared}": "Según la tabla, {compared}",
    "Missing: {parts}.": "Falta: {parts}.",
    "a year": "al año",
    "name": "nombre",
}


def spanish(text: str) -> str:
    """As gettext does: what it does not know stays."""
    return SPANISH.get(text, text)


def told(text: str) -> str:
    """What a page shows of a sentence that has been stored and sent."""
    return in_words(str(text), json.loads(json.dumps(made_of(text))), spanish)


def test_sentence_is_its_english_text_and_a_plain_text_has_no_parts() -> None:
    sentence = say("The household has {size} people.", size=3)
    assert (
        sentence == "The household has 3 people." and json.dumps(sentence) == '"The household has 3 people."'
    )
    assert made_of(sentence) == {"pattern": "The household has {size} people.", "values": {"size": "3"}}
    assert made_of(copy.deepcopy(sentence)) == made_of(sentence)
    assert made_of("plain") is None and in_words("plain", None, spanish) == "plain"


def test_values_that_are_sentences_or_several_are_said_in_their_turn() -> None:
    compared = say("{amount} {per} is over the limit.", amount="$5.00", per=say("a year"))
    assert say("By the table {compared}", compared=compared) == "By the table $5.00 a year is over the limit."
    assert (
        told(say("By the table {compared}", compared=compared))
        == "Según la tabla, $5.00 al año supera el límite."
    )
    parts = say("Missing: {parts}.", parts=[say("name"), "SSN"])
    assert parts == "Missing: name, SSN." and told(parts) == "Falta: nombre, SSN."


def test_plain_value_is_no_word_of_the_catalogue() -> None:
    assert told(say("Missing: {parts}.", parts="name")) == "Falta: name."


@pytest.mark.parametrize(
    "translated",
    ["El hogar.", "El hogar tiene {number}.", "{size} {size.__class__}{other}", "{0} {size!r} {}", ""],
)
def test_translation_with_other_places_leaves_the_text(translated: str) -> None:
    made = made_of(say("The household has {size} people.", size=3))
    assert in_words("TEXT", made, lambda _: translated) == "TEXT"


@pytest.mark.parametrize(
    "made",
    [
        {"pattern": "", "values": {}},
        {"pattern": "a year"},
        {"pattern": "a year", "values": {"more": "1"}},
        {"pattern": "Missing: {parts}.", "values": {"parts": 7}},
        {"pattern": "Missing: {parts}.", "values": {"parts": [None]}},
        {"pattern": ["a year"], "values": {}},
        {"pattern": "Missing: {parts}.", "values": {"parts": {"pattern": "unknown words", "values": {}}}},
    ],
)
def test_what_is_no_sentence_or_is_half_known_leaves_the_whole_text(made: dict[str, object]) -> None:
    assert in_words("TEXT", made, spanish) == "TEXT"


@pytest.mark.parametrize(("pattern", "values"), [("{size}", {}), ("none", {"size": 1}), ("{a}", {"b": 1})])
def test_values_are_those_of_the_pattern(pattern: str, values: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        say(pattern, **values)


def test_pattern_reaches_nothing_but_its_values() -> None:
    assert say("{size} {size.real} {0} {size!r} %s", size=1) == "1 {size.real} {0} {size!r} %s"


@settings(max_examples=50)
@given(st.dictionaries(st.text("abc_", min_size=1), st.text() | st.lists(st.text()), max_size=4), st.text())
def test_any_values_stand_in_the_text_as_they_are(values: dict[str, str | list[str]], between: str) -> None:
    between = between.replace("{", "").replace("}", "")
    pattern = between + "".join(f"{{{name}}}{between}" for name in values)
    shown = [value if isinstance(value, str) else ", ".join(value) for value in values.values()]
    sentence = say(pattern, **values)
    assert sentence == between + "".join(text + between for text in shown)
    made = json.loads(json.dumps(made_of(sentence)))
    said = in_words(str(sentence), made, lambda known: f"¡{known}!")
    assert said == (f"¡{sentence}!" if pattern else sentence)
