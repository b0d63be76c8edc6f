"""A sentence that carries what it is made of, so that whoever shows it can say it in the reader's language (R91, R92).

`say` makes the English text from a pattern with named places, `The household has {size} people.`, and the values that
stand in them, and remembers both. The result is a `str` like any other. `made_of` gives what is kept and sent beside
the text; `in_words` says it again with the pattern translated. The pattern is written out where `say` is called: that
is where the catalogue of translations finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

_PLACE = re.compile(r"\{([a-z_]+)\}")
_LETTER = re.compile(r"[^\W\d_]")

Value = str | tuple[str, ...]
"""What stands in a place: a text as it is to be shown, another sentence, or several, shown with commas between."""


class Sentence(str):
    """An English text with the pattern and the values that it was made of."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: dict[str, Value]


class _Mismatch(ValueError):
    """A sentence cannot be said in this way."""


def say(pattern: str, /, **values: str | int | Iterable[str]) -> str:
    """The text of a pattern. Raises `ValueError` unless its places are exactly the values given."""
    kept = {name: _kept(value) for name, value in values.items()}
    sentence = Sentence(_fill(pattern, {name: _joined(value) for name, value in kept.items()}))
    sentence.pattern, sentence.values = pattern, kept
    return sentence


def made_of(text: str) -> dict[str, Any] | None:
    """`{"pattern": …, "values": {…}}` as JSON primitives, values that are sentences likewise; None for a plain text."""
    if not isinstance(text, Sentence):
        return None
    return {
        "pattern": text.pattern,
        "values": {
            name: _written(value) if isinstance(value, str) else [_written(each) for each in value]
            for name, value in text.values.items()
        },
    }


def in_words(text: str, made: Mapping[str, Any] | None, translate: Callable[[str], str]) -> str:
    """What `made_of` gave, with every pattern translated; the text itself where that is not possible.

    Values that are no sentences stay as they are. One pattern without a translation, or with other places than the
    values have names, leaves the whole text: half a sentence in each language helps nobody.
    """
    try:
        return _translated(made, translate) if made else text
    except _Mismatch:
        return text


def places(pattern: str) -> set[str]:
    """The names of a pattern's places."""
    return set(_PLACE.findall(pattern))


def _kept(value: str | int | Iterable[str]) -> Value:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) else tuple(value)


def _joined(value: Value) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _written(value: str) -> str | dict[str, Any]:
    return made_of(value) or str(value)


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    """Nothing is looked up but the names, so neither a pattern nor a value can reach anything else."""
    if places(pattern) != set(values):
        raise _Mismatch(f"The places of “{pattern}” are not {sorted(values)}.")
    return _PLACE.sub(lambda place: values[place[1]], pattern)


def _translated(made: Any, translate: Callable[[str], str]) -> str:
    pattern, values = _parts(made)
    said = translate(pattern)
    if said == pattern and _LETTER.search(_PLACE.sub("", pattern)):
        raise _Mismatch("This pattern has no translation.")
    if places(said) != set(values):
        raise _Mismatch("The translation has other places.")
    return _fill(said, {name: _value(value, translate) for name, value in values.items()})


def _parts(made: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(made, Mapping):
        raise _Mismatch("This is no sentence.")
    pattern, values = made.get("pattern"), made.get("values")
    if not isinstance(pattern, str) or not pattern or not isinstance(values, Mapping):
        raise _Mismatch("This is no sentence.")
    return pattern, values


def _value(value: Any, translate: Callable[[str], str]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ", ".join(_value(each, translate) for each in value)
    return _translated(value, translate)
