"""What Homefire itself calls the verification items and the rules that move them (R134, R140), in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _

ITEMS: Mapping[str, Any] = {
    "IDENTITY": _("Identity"),
    "ADDRESS": _("Address"),
    "INCOME": _("Income"),
    "HOME_OWNERSHIP": _("Home ownership"),
    "EXISTING_BENEFITS": _("Existing benefits"),
}
"""By the item's code, while a program has no word of its own for it."""

RULES: Mapping[str, Any] = {
    "PLACE_MOVED": _("moved"),
    "RESIDENCE_CHANGED": _("residence changed, nobody said why"),
    "DOCUMENT_RECEIVED": _("document received"),
    "BENEFIT_LETTER": _("benefit letter"),
}
"""By the rule's code, what it has found."""


def install(app: Flask) -> None:
    """Gives the words to the templates."""
    app.jinja_env.globals["item_words"] = ITEMS
    app.jinja_env.globals["rule_findings"] = RULES
