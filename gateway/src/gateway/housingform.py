"""How an application's household is housed, as a form: the dwelling, its units, who owns it (R266)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _

from gateway.formatting import label
from gateway.recordfields import RecordField

SECTION = "housing"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Whole(RecordField):
    """A whole number, or none."""

    def send(self, text: str) -> Any:
        """The number; what is none the service refuses by its field."""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else text or None


@dataclass(frozen=True, slots=True)
class YesOrNo(RecordField):
    """Yes, no, or not asked."""

    def show(self, value: Any) -> str:
        """What the list of choices has chosen."""
        return "" if value is None else YES if value else NO

    def send(self, text: str) -> Any:
        """True, false, or null where nobody has asked."""
        return {YES: True, NO: False}.get(text)


FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        Whole("dwelling_id", lazy_pgettext("field", "Dwelling"), SECTION),
        Whole("units", _("Number of Units Applied For"), SECTION),
        RecordField("housing", lazy_pgettext("field", "Housing"), SECTION),
        YesOrNo("lived_12_months", _("Lived There 12 Months?"), SECTION),
        RecordField("landlord_name", _("Landlord/Owner"), SECTION),
        RecordField("landlord_phone", _("Landlord/Owner Phone"), SECTION, "phone"),
    )
}


def values_of(housing: Mapping[str, Any]) -> dict[str, str]:
    """The housing as the inputs have it."""
    return {name: each.show(housing[name]) for name, each in FIELDS.items()}


def body_of(values: Mapping[str, str]) -> dict[str, Any]:
    """All of it as the service takes it."""
    return {name: each.send(values.get(name, "")) for name, each in FIELDS.items()}


def texts_of(housing: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a code where the form is protected, and for the dwelling wherever it is not on offer."""
    chosen = housing["dwelling_id"]
    dwelling = dwelling_label(chosen, housing["dwelling_address"], housing["dwelling_city"]) if chosen else ""
    lived = {None: "", True: gettext("Yes"), False: gettext("No")}[housing["lived_12_months"]]
    return {"housing": label(housing["housing"]), "dwelling_id": dwelling, "lived_12_months": lived}


def dwelling_label(dwelling_id: int, address: str, city: str) -> str:
    """A dwelling in a list of choices."""
    return f"{dwelling_id} - {address}, {city}"
