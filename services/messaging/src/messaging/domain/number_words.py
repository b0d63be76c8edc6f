"""Numbers written out in English and Spanish, read as digits."""

from __future__ import annotations

import re

_UNITS = {
    word: str(value)
    for words in (
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for value, word in enumerate(words.split())
} | {"oh": "0", "nought": "0", "un": "1", "una": "1"}
# `once` is left out: in English it is no number.
_TEENS = {
    word: str(value)
    for first, words in (
        (10, "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        (12, "doce trece catorce quince dieciséis diecisiete dieciocho diecinueve"),
        (21, "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"),
    )
    for value, word in enumerate(words.split(), first)
} | {"diez": "10", "dieciseis": "16", "veintidos": "22", "veintitres": "23", "veintiseis": "26"}  # fmt: skip
_TENS = {
    word: str(value)
    for words in (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for value, word in enumerate(words.split(), 2)
} | {"fourty": "4"}


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_END = r"(?![^\W\d_])"
_WORD = re.compile(
    rf"(?<![^\W\d_])(?:(?P<tens>{_any(_TENS)})(?:[\s-]+(?:y\s+)?(?P<more>{_any(_UNITS)}){_END})?"
    rf"|(?P<teen>{_any(_TEENS)})|(?P<unit>{_any(_UNITS)})){_END}",
    re.IGNORECASE,
)
_HUNDREDS = re.compile(r"(?<=\d)[\s-]+hundred[\s-]+(?:and[\s-]+)?(?=\d\d)", re.IGNORECASE)


def spelled_out(text: str) -> str:
    """The text with number words as digits: `forty-five` is 45, `one hundred twenty-three` is 1 23."""
    return _HUNDREDS.sub(" ", _WORD.sub(_digits, text))


def _digits(found: re.Match[str]) -> str:
    if found["tens"]:
        more = found["more"]
        return _TENS[found["tens"].casefold()] + (_UNITS[more.casefold()] if more else "0")
    if found["teen"]:
        return _TEENS[found["teen"].casefold()]
    return _UNITS[found["unit"].casefold()]
