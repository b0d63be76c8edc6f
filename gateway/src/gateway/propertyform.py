"""A customer's properties as forms: what their fields are called, how values look, what is sent (R157, R178)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.recordfields import RecordField

WHOLE = ("dwelling_id", "building_id", "year_built", "units_total", "units_applied_for")
ADDRESS = tuple(
    f"address.{name}"
    for name in ("number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state")
)
FACTS = ("kind", "building_id", "year_built", "heating_fuel", "units_total", "units_applied_for")
LINK = ("role", "from", "to")
LABELS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("dwelling_id", _("Dwelling ID"), "link"),
        RecordField("role", _("Role"), "link"),
        RecordField("from", _("From"), "link", "day"),
        RecordField("to", _("To"), "link", "day"),
        RecordField("kind", _("Kind of Property"), "facts"),
        RecordField("building_id", _("Unit of Building"), "facts"),
        RecordField("year_built", _("Year Built"), "facts"),
        RecordField("heating_fuel", _("Heating Fuel"), "facts"),
        RecordField("units_total", _("Units in the Building"), "facts"),
        RecordField("units_applied_for", _("Units Applied for"), "facts"),
        RecordField("address.number", _("Address #"), "address"),
        RecordField("address.street", _("Street"), "address"),
        RecordField("address.street_type", _("Street Type"), "address"),
        RecordField("address.building_type", _("Building Type"), "address"),
        RecordField("address.unit", _("Unit Number"), "address"),
        RecordField("address.zip", _("Zip Code"), "address"),
        RecordField("address.city", _("City"), "address"),
        RecordField("address.county", _("County"), "address"),
        RecordField("address.state", _("State"), "address"),
        RecordField("program", _("Program"), "eligibility"),
        RecordField("status", _("Status"), "eligibility"),
        RecordField("reason", _("Reason"), "eligibility"),
    )
}


def values_of(found: Mapping[str, Any]) -> dict[str, str]:
    """A property's facts and address as the inputs have them."""
    values = {name: LABELS[name].show(found[name]) for name in FACTS}
    return values | {name: str(found["address"][name.partition(".")[2]]) for name in ADDRESS}


def body_of(values: Mapping[str, str], names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """Some fields as the service takes them; numbers as numbers, what is no number it refuses itself."""
    body: dict[str, Any] = {}
    for name in names:
        part, _dot, key = name.rpartition(".")
        (body.setdefault(part, {}) if part else body)[key] = _sent(name, values[name])
    return body


def _sent(name: str, text: str) -> Any:
    if name in WHOLE:
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else text or None
    return None if name == "to" and not text else text
