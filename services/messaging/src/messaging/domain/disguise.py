"""Reading numbers through disguise: other scripts' digits, signs that nobody sees, letters in the place of digits."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = ("Cf", "Mn", "Me", "Cc", "Co")
_LOOKALIKES = str.maketrans("OoОоΟο°Il|!ІіӏSsЅѕBВZzЗз", "00000001111111" + "5555" + "88" + "22" + "33")
_TOKEN = re.compile(r"[0-9A-Za-z°|!\u0370-\u04ff]+")
_FEWEST_REAL_DIGITS = 5
"""Of a word that is read as a number: one with fewer is a word, such as `B2B`."""
# Between the digits of one number may stand a few signs, and a letter that is none of a word.
_GAP = r"[\W_]{0,4}"
_CLUSTER = re.compile(rf"\d+(?:{_GAP}\d+)*")
_SPOKEN = r"and|y|then|luego|dash|hyphen|minus|guion|guión|menos|dot|point|punto|slash|space|espacio|[^\W\d_]"
_LOOSE_GAP = rf"[\W_]{{0,24}}(?:(?:{_SPOKEN})(?![^\W\d_])[\W_]{{0,24}})?"
_LOOSE = re.compile(rf"\d+(?:{_LOOSE_GAP}\d+)*", re.IGNORECASE)
"""Digits with as much between them as leaves them one number to somebody who reads it out."""
_GROUP = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Digits that stand together: their groups, what stands between them, and where in the text they begin."""

    groups: tuple[str, ...]
    gaps: tuple[str, ...]
    start: int
    end: int

    @property
    def digits(self) -> str:
        """All of them."""
        return "".join(self.groups)

    @property
    def parts(self) -> tuple[int, ...]:
        """How many digits stand between signs that are more than blanks."""
        sizes = [len(self.groups[0])]
        for gap, group in zip(self.gaps, self.groups[1:], strict=True):
            if gap.strip():
                sizes.append(0)
            sizes[-1] += len(group)
        return tuple(sizes)

    @property
    def evenly_parted(self) -> bool:
        """Whether the same stands between all groups, apart from blanks."""
        return len({"".join(gap.split()) for gap in self.gaps}) <= 1


def plain(text: str) -> str:
    """The text as somebody reads it: entities resolved, forms of one letter made one, invisible signs away."""
    text = _resolved(text)
    if text.isascii():
        return _without_controls(text)
    return "".join(map(_seen, text))


def _resolved(text: str) -> str:
    """Entities resolved as often as they were wrapped; each round takes at least one `&` away."""
    while (resolved := unicodedata.normalize("NFKC", html.unescape(text))) != text:
        text = resolved
    return text


def _seen(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() or character in "\n\t" else ""
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    value = unicodedata.numeric(character, None)
    if value is not None and value in range(10):
        return str(int(value))
    if category == "Pd":
        return "-"
    return " " if category[0] == "Z" else character


def _without_controls(text: str) -> str:
    return text if text.isprintable() else "".join(map(_seen, text))


def clusters(text: str) -> list[Cluster]:
    """The numbers in a text that `plain` has read, each with what parts its digits."""
    read = _TOKEN.sub(_read_token, text)
    return [_cluster(found) for found in _CLUSTER.finditer(read)]


def loose_clusters(text: str) -> list[Cluster]:
    """The numbers in a text with long gaps, single letters or words such as `and` between their digits."""
    return [_cluster(found) for found in _LOOSE.finditer(text)]


def without_lookalikes(text: str) -> str:
    """The text with the letters of words that have nothing but digits and letters like them read as digits."""
    return _TOKEN.sub(lambda found: _digits_or_word(found[0]), text)


def _digits_or_word(token: str) -> str:
    number = token.translate(_LOOKALIKES)
    return number if number.isdigit() else token


def _read_token(found: re.Match[str]) -> str:
    token = found[0]
    if sum(map(str.isdigit, token)) < _FEWEST_REAL_DIGITS:
        return token
    return _digits_or_word(token)


def _cluster(found: re.Match[str]) -> Cluster:
    groups = list(_GROUP.finditer(found[0]))
    gaps = tuple(found[0][one.end() : other.start()] for one, other in itertools.pairwise(groups))
    return Cluster(tuple(group[0] for group in groups), gaps, found.start(), found.end())
