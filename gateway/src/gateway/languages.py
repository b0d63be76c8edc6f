"""Which language a page speaks: what the reader chose, else the account's, else the browser's."""

from __future__ import annotations

from flask import Flask, g, request
from flask_babel import Babel

from gateway import access

LANGUAGES = {"en": "English", "es": "Español"}
COOKIE = "homefire-language"


def install(app: Flask) -> None:
    """Every text of every template goes through Babel; English is the source."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=language)


def language() -> str:
    """The code of the language in which this request is answered."""
    chosen = request.cookies.get(access.cookie_name(COOKIE))
    if chosen in LANGUAGES:
        return chosen
    principal = g.get("principal")
    if principal is not None and principal.language in LANGUAGES:
        return str(principal.language)
    return request.accept_languages.best_match(LANGUAGES) or "en"
