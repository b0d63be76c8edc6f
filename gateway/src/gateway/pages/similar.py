"""Who has a record already and looks like the one being entered, told beside the form (R21).

What is typed goes to the customers service over HTTP, since a Social Security number may be in it; none of it
is ever in an address. What cannot be compared yet, because it is half typed, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _

from gateway import recordfields, recordform
from gateway.context import gateway, principal, trace
from homefire.errors import Invalid, Problem

COMPARED = (
    "first_name", "last_name", "organization_name", "tax_id_type", "date_of_birth", "home_phone", "message_phone",
    "mobile_phone", "other_phone", "email", *(name for name in recordfields.FIELDS if name.startswith("mailing_address.")),
)  # fmt: skip
"""The fields of the form by which people are compared, besides the identifier."""
SAME_TAX_ID = "same_tax_id"
REASONS = {
    SAME_TAX_ID: _("Same SSN/Tax ID"),
    "other_tax_id": _("Another SSN/Tax ID"),
    "same_name": _("Same name"),
    "name_alike": _("The name sounds alike"),
    "other_name": _("Another name"),
    "same_birth_date": _("Same date of birth"),
    "birth_date_near": _("Date of birth differs by one slip"),
    "other_birth_date": _("Another date of birth"),
    "same_phone": _("Same phone number"),
    "same_email": _("Same e-mail address"),
    "same_address": _("Same mailing address"),
}
_MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Similar:
    """What the page says about others: who is alike, whom the person has declared to be somebody else.

    `asked` is false before anything was typed that can be compared, `away` true while nobody could be asked.
    """

    items: tuple[Mapping[str, Any], ...] = ()
    declared: frozenset[int] = frozenset()
    asked: bool = False
    away: bool = False

    @property
    def blocking(self) -> bool:
        """Whether somebody has the same identifier: then no confirmation helps."""
        return any(reason["code"] == SAME_TAX_ID for item in self.items for reason in item["reasons"])

    @property
    def likely(self) -> tuple[int, ...]:
        """The numbers of those who need a confirmation."""
        return tuple(item["number"] for item in self.items if item["likely"])

    @property
    def confirmed(self) -> bool:
        """Whether everybody who needs it was declared to be somebody else."""
        return bool(self.likely) and set(self.likely) <= self.declared


def declared() -> list[int]:
    """The numbers that the page has shown, where the form says that they are somebody else's."""
    if "confirmed" not in request.form:
        return []
    shown = request.form.getlist("shown")[:_MOST_SHOWN]
    return [int(text) for text in shown if text.isascii() and text.isdigit() and 0 < len(text) <= 12]


def look(values: Mapping[str, str], ssn: str) -> Similar:
    """Who is like the one whom the form describes. Whoever cannot be asked is said to be away."""
    body = recordform.body_of(values, [name for name in COMPARED if values.get(name)])
    if ssn:
        body["ssn"] = ssn
    if not set(body) - {"tax_id_type"}:
        return Similar()
    try:
        items = _ask(body)
    except Problem:
        return Similar(asked=True, away=True)
    return Similar(tuple(items), frozenset(declared()), asked=True)


def _ask(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The service's answer; asked once more without the fields that it could not read."""
    services = gateway().services
    try:
        answer = services.ask_http(
            principal(), "customers", "find_similar_customers", [], body, trace=trace()
        )
    except Invalid as problem:
        legible = _without(body, {entry.field for entry in problem.fields})
        if legible == body or not set(legible) - {"tax_id_type"}:
            return []
        answer = services.ask_http(
            principal(), "customers", "find_similar_customers", [], legible, trace=trace()
        )
    found: list[dict[str, Any]] = answer["items"]
    return found


def _without(body: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    kept = {name: value for name, value in body.items() if name not in names}
    if isinstance(kept.get("mailing_address"), Mapping):
        kept["mailing_address"] = {
            name: value
            for name, value in kept["mailing_address"].items()
            if f"mailing_address.{name}" not in names
        }
    return kept
