"""Which language a page speaks: what the reader chose, else the account's, else the browser's.

A service's sentence is said in it too, where the service says what the sentence is made of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, request
from flask_babel import Babel, gettext

from gateway import access
from homefire import sentences

LANGUAGES = {"en": "English", "es": "Español"}
COOKIE = "homefire-language"


def install(app: Flask) -> None:
    """Every text of every template goes through Babel; English is the source."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=language)
    app.jinja_env.filters["in_words"] = in_words


def language() -> str:
    """The code of the language in which this request is answered."""
    chosen = request.cookies.get(access.cookie_name(COOKIE))
    if chosen in LANGUAGES:
        return chosen
    principal = g.get("principal")
    if principal is not None and principal.language in LANGUAGES:
        return str(principal.language)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def in_words(told: Mapping[str, Any], name: str) -> str:
    """A sentence that a service has told under this name, in the reader's language; as it was told where only that is
    known.
    """
    return sentences.in_words(told[name], told.get(f"{name}_made_of"), gettext)
