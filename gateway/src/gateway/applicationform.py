"""An application as a form: its fields, and what of it is sent (R259). What a field may hold, applications says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gateway import recordform
from gateway.formatting import label
from gateway.recordfields import RecordField

PLACE = "place_of_service"
_APPLICATION, _ADDRESS = "application", "service-address"
FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("program", _("Program"), _APPLICATION),
        RecordField("program_year", _("Program Year"), _APPLICATION),
        RecordField("intake_date", _("Intake Date"), _APPLICATION, "day"),
        RecordField("utility_vendor", _("Utility"), _APPLICATION),
        RecordField("utility_type", _("Utility Type"), _APPLICATION),
        RecordField("account_number", _("Account Number"), _APPLICATION),
        RecordField(f"{PLACE}.number", _("Address #"), _ADDRESS),
        RecordField(f"{PLACE}.street", _("Street"), _ADDRESS),
        RecordField(f"{PLACE}.street_type", _("Street Type"), _ADDRESS),
        RecordField(f"{PLACE}.building_type", _("Building Type"), _ADDRESS),
        RecordField(f"{PLACE}.unit", _("Unit Number"), _ADDRESS),
        RecordField(f"{PLACE}.zip", _("Zip Code"), _ADDRESS),
        RecordField(f"{PLACE}.city", _("City"), _ADDRESS),
        RecordField(f"{PLACE}.county", _("County"), _ADDRESS),
        RecordField(f"{PLACE}.state", _("State"), _ADDRESS),
    )
}
EDITED: dict[str, RecordField] = {
    name: each for name, each in FIELDS.items() if name not in ("program", "program_year")
}
"""What can be changed of an application once it is there."""
REQUIRED = ("intake_date", f"{PLACE}.street", f"{PLACE}.zip")
"""What every application has."""
PLACE_CHANGE = "place_change"
PLACE_CONFIRMED = "place_confirmed"
"""What another service address means: that the customer moved, or that the old one was wrong (R142)."""


def values_of(application: Mapping[str, Any]) -> dict[str, str]:
    """An application's fields as the inputs have them."""
    place = application.get(PLACE) or {}
    return {
        name: each.show(place.get(name.partition(".")[2]) if "." in name else application.get(name))
        for name, each in EDITED.items()
    }


def texts_of(application: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a code where the field is protected."""
    named = ("utility_vendor", "utility_type")
    return {name: label(application[name]) for name in named if application.get(name)}


def patch(
    values: Mapping[str, str], base: Mapping[str, str], *, place_for: str, place_change: str
) -> dict[str, Any]:
    """The changed fields as the service takes them; what a new place means goes along with it alone."""
    body = recordform.patch(values, base, places={PLACE: place_for}, fields=EDITED)
    return body | {PLACE_CHANGE: place_change} if place_change and PLACE in body else body
