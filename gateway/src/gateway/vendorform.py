"""A vendor as a form: what its fields are called, how their values look, what is sent (R258)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gateway.recordfields import RecordField

DETAILS, ADDRESS = "vendor-details", "vendor-address"
FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("name", _("Vendor Name"), DETAILS),
        RecordField("kind", _("Kind of Vendor"), DETAILS),
        RecordField("contact_name", _("Contact Person"), DETAILS),
        RecordField("phone", _("Phone"), DETAILS, "phone"),
        RecordField("phone_extension", _("Phone Extension"), DETAILS),
        RecordField("mobile_phone", _("Mobile Phone"), DETAILS, "phone"),
        RecordField("fax", _("Fax"), DETAILS, "phone"),
        RecordField("email", _("Email Address"), DETAILS),
        RecordField("active_from", _("Active from"), DETAILS, "day"),
        RecordField("active_to", _("Active to"), DETAILS, "day"),
        RecordField("address.number", _("Address #"), ADDRESS),
        RecordField("address.street", _("Address Street/PO Box"), ADDRESS),
        RecordField("address.street_type", _("Street Type"), ADDRESS),
        RecordField("address.building_type", _("Building Type"), ADDRESS),
        RecordField("address.unit", _("Unit Number"), ADDRESS),
        RecordField("address.zip", _("Zip Code"), ADDRESS),
        RecordField("address.city", _("City"), ADDRESS),
        RecordField("address.county", _("County"), ADDRESS),
        RecordField("address.state", _("State"), ADDRESS),
    )
}
BLANK = dict.fromkeys(FIELDS, "")


def values_of(vendor: Mapping[str, Any]) -> dict[str, str]:
    """A vendor's fields as the inputs have them."""
    found = {}
    for name, each in FIELDS.items():
        holder, key = (vendor["address"], name.partition(".")[2]) if "." in name else (vendor, name)
        found[name] = each.show(holder[key])
    return found


def warnings_of(vendor: Mapping[str, Any]) -> dict[str, str]:
    """What the service draws attention to, by field."""
    return {entry["field"]: entry["detail"] for entry in vendor["warnings"]}
