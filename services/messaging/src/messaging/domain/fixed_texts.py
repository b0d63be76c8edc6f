"""The texts that are sent by themselves: fixed, in the customer's language, with nothing personal in them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_LANGUAGES = {"SPANISH": "es"}
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class FixedText:
    """A subject and a body; a text message is the body alone."""

    subject: str
    body: str


def fixed_text(purpose: str, code: str, language: str) -> FixedText:
    """The text of a notice or a receipt in a language of customer records, English where there is none.

    Raises `KeyError` for a code that has no text.
    """
    by_language = _texts()[purpose.lower()][code]
    text = by_language.get(_LANGUAGES.get(language.upper(), _ENGLISH), by_language[_ENGLISH])
    return FixedText(text["subject"], text["body"])


def codes_of(purpose: str) -> tuple[str, ...]:
    """The codes that have a text."""
    return tuple(_texts()[purpose.lower()])


@cache
def _texts() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    return tomllib.loads(resources.files("messaging").joinpath("fixed_texts.toml").read_text("utf-8"))
