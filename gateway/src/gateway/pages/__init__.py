"""The web pages for staff: rendered here, over the same services as the API."""

from __future__ import annotations

from flask import Flask

from gateway import access
from gateway.context import gateway
from gateway.languages import LANGUAGES, language
from gateway.navigation import menu_of
from gateway.pages import correcting, customers, drafting, home, locking, notes, record, revealing, saving


def install(app: Flask) -> None:
    """Every page's routes, and what every template may use."""
    # Drafting, locking and saving are routes of the record.
    parts = (home, customers, record, drafting, locking, saving, notes, revealing, correcting)
    for routes in dict.fromkeys(part.routes for part in parts):
        app.register_blueprint(routes)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_everywhere)


def _everywhere() -> dict[str, object]:
    return {
        "asset": gateway().assets.url,
        "csrf_token": access.csrf_token,
        "language": language,
        "languages": LANGUAGES,
        "menu_of": menu_of,
    }
