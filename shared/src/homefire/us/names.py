"""Names of people: kept as typed, compared without case and accents."""

from __future__ import annotations

import re
import unicodedata

from homefire.rules import RuleBroken

LONGEST_NAME = 50
_PUNCTUATION = " -'\N{RIGHT SINGLE QUOTATION MARK}.,"


def parse_name(text: str) -> str:
    """A person's name as typed (R15, R17): letters of any script, spaces, hyphens, apostrophes, full stops."""
    if not text:
        raise RuleBroken("required", "Enter a name.")
    if len(text) > LONGEST_NAME:
        raise RuleBroken("too_long", f"Shorten the name to at most {LONGEST_NAME} characters.")
    if not any(character.isalpha() for character in text):
        raise RuleBroken("not_a_name", "A name has at least one letter.")
    for character in text:
        if not (unicodedata.category(character)[0] in "LM" or character in _PUNCTUATION):
            raise RuleBroken("not_a_name", "Use letters, spaces, hyphens and apostrophes only.")
    return text


def parse_initial(text: str) -> str:
    """A middle initial (R16): nothing, or one letter, with its full stop or without."""
    text = text.rstrip(".")
    if text and (len(text) != 1 or not text.isalpha()):
        raise RuleBroken("not_an_initial", "Enter one letter, or leave it empty.")
    return text


def name_key(*parts: str | None) -> str:
    """The form in which names are compared: no case, no accents, no punctuation, single spaces (R27)."""
    text = unicodedata.normalize("NFKD", " ".join(part for part in parts if part))
    bare = "".join(character for character in text if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w\s]", "", bare).casefold().split())
