"""Account terms as a form: what its fields show and send, how two people's changes meet (R160 to R172).

What a field may hold, the customers service says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict


@dataclass(frozen=True, slots=True)
class TermsField:
    """One input: its name, what it is called, how its value looks."""

    name: str
    label: Any
    kind: str = "text"

    def show(self, value: Any) -> str:
        """A value of the service as the input has it."""
        if self.kind == "flag":
            return "yes" if value else "no"
        if isinstance(value, Mapping):
            return str(value["code"])
        if value in (None, ""):
            return ""
        if self.kind == "day":
            day = date.fromisoformat(str(value))
            return f"{day.month}/{day.day}/{day.year}"
        return f"{Decimal(str(value)):,.2f}" if self.kind == "money" else str(value)

    def send(self, text: str) -> Any:
        """What the service takes for a text that was typed or chosen; what is no number it refuses itself."""
        if self.kind == "flag":
            return text == "yes"
        if not text and self.kind != "code":
            return None
        if self.kind == "whole" and text.isascii() and text.isdigit() and len(text) <= 18:
            return int(text)
        return text


FIELDS: dict[str, TermsField] = {
    each.name: each
    for each in (
        TermsField("tax_exempt", _("Tax Exempt"), "flag"),
        TermsField("exemption_type", _("Exemption Type"), "code"),
        TermsField("tax_certificate", _("Tax Certificate"), "whole"),
        TermsField("tax_certificate_expires", _("Certificate Expires"), "day"),
        TermsField("special_tax_rate", _("Special Tax Rate %")),
        TermsField("invoice_discount", _("Invoice Discount %")),
        TermsField("discount_days", _("# of Days until Discount Expires"), "whole"),
        TermsField("due_days", _("# of Days before Due"), "whole"),
        TermsField("credit_limit", _("Credit Limit"), "money"),
        TermsField("pricing_tier", _("Pricing Tier"), "code"),
        TermsField("catalog_sent", _("Catalog Sent"), "day"),
        TermsField("statement_summary", _("STMT Summary"), "flag"),
        TermsField("route", _("Route"), "whole"),
        TermsField("delivery_sequence", _("Delivery Sequence"), "whole"),
    )
}
LISTS = ("exemption_type", "pricing_tier")


@dataclass(frozen=True, slots=True)
class Difference:
    """A term that somebody else changed; `mine` where this person changed it too."""

    name: str
    theirs: str
    mine: str | None = None

    @property
    def label(self) -> Any:
        """What the field is called."""
        return FIELDS[self.name].label


def values_of(terms: Mapping[str, Any]) -> dict[str, str]:
    """The terms as the inputs have them."""
    return {name: each.show(terms[name]) for name, each in FIELDS.items()}


def read_values(form: MultiDict[str, str]) -> dict[str, str]:
    """What a form sends, trimmed."""
    return {name: form.getlist(name)[-1].strip() for name in FIELDS if name in form}


def read_base(text: str) -> dict[str, str]:
    """The loaded values that a form carries; nothing of what is not ours."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if name in FIELDS and isinstance(value, str)}


def changed(values: Mapping[str, str], base: Mapping[str, str]) -> list[str]:
    """The names of the fields that differ from what was loaded."""
    return [name for name in values if values[name] != base.get(name, "")]


def patch(values: Mapping[str, str], base: Mapping[str, str]) -> dict[str, Any]:
    """The changed fields as the service takes them."""
    return {name: FIELDS[name].send(values[name]) for name in changed(values, base)}


def merge(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], tuple[Difference, ...]]:
    """Both people's changes together, mine where both changed one field; and what others changed (R152)."""
    own = set(changed(mine, base))
    values = {**theirs, **{name: mine[name] for name in own}}
    news = tuple(
        Difference(name, theirs[name], mine[name] if name in own and mine[name] != theirs[name] else None)
        for name in changed(theirs, base)
        if name in base
    )
    return values, news
