"""How names and words are compared when somebody searches for them (R128, R27).

Everything compares in the form of `homefire.us.names.name_key`: without case, accents and punctuation. Two words
of one letter's difference share a spelling: the word itself, or the word less one letter. That holds for a letter
that is wrong, missing, too many, or exchanged with its neighbour, in every script, and needs no comparison of
every pair. How a word sounds is the database's to say (Double Metaphone), since it keeps the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from homefire.us.names import name_key

LONGEST_WORD = 40
"""Characters of a word that are compared; nobody tells names apart by their forty-first letter."""
MOST_WORDS = 12
"""Words of a search that count."""
LEAST_SPELLED = 3
"""Shorter words are compared letter by letter: with one letter changed they could be anything."""
LEAST_MISSPELLED = 4
"""A word of a search that is shorter than this is taken as it is spelled."""
_HYPHENS = re.compile(r"[-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}/]")


def words_of(*texts: str | None) -> list[str]:
    """The words by which texts are found, each once, in their order.

    A double name is found by its parts and written in one: SMITH-JONES gives smithjones, smith, jones.
    """
    found: dict[str, None] = {}
    for text in texts:
        for piece in (text or "").split():
            for part in (piece, *_HYPHENS.split(piece)):
                found |= dict.fromkeys(word[:LONGEST_WORD] for word in name_key(part).split())
    return list(found)


def searched_words(text: str) -> list[str]:
    """The words that a search asks for; what is written with a hyphen asks for each of its parts."""
    parts = _HYPHENS.sub(" ", text)
    found = dict.fromkeys(word[:LONGEST_WORD] for word in name_key(parts).split())
    return list(found)[:MOST_WORDS]


def spellings(word: str) -> list[str]:
    """The word, and the word less each of its letters: words one typing error apart have one in common."""
    if len(word) < LEAST_SPELLED:
        return [word]
    return list(dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]))


def misspellings(word: str) -> list[str]:
    """The spellings by which a word of a search may be found although it was mistyped; none for a short one."""
    return spellings(word) if len(word) >= LEAST_MISSPELLED and has_letters(word) else []


def has_letters(word: str) -> bool:
    """Whether it can be misspelled at all: a number is right or wrong."""
    return any(character.isalpha() for character in word)


def spelled(words: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Words with their spellings, in the order in which every transaction takes them."""
    return [(word, spellings(word)) for word in sorted(set(words)) if has_letters(word)]
