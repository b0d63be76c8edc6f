"""Who work may be given to: a vendor that is active, or one of the staff as the directory names them (R182)."""

from __future__ import annotations

from homefire.errors import FieldProblem, Invalid
from homefire.work import Work
from weatherization.domain.vendor import is_active
from weatherization.repository import vendors


def vendor_named(work: Work, vendor_number: int) -> str:
    """The name of a vendor to whom work may be given today. Raises `Invalid` for any other number."""
    vendor = vendors.find_vendor(work.connection, vendor_number, work.today())
    if vendor is None:
        raise _invalid("unknown_vendor", "No vendor has this number. Choose one of the list.")
    if not is_active(vendor["active_from"], vendor["active_to"], work.today()):
        raise _invalid("inactive_vendor", f"{vendor['name']} is not active today. Choose another vendor.")
    return str(vendor["name"])


def name_of(work: Work, vendor_number: int | None) -> str | None:
    """The name of a vendor who has been given work, active or not."""
    if vendor_number is None:
        return None
    vendor = vendors.find_vendor(work.connection, vendor_number, work.today())
    return None if vendor is None else str(vendor["name"])


def _invalid(code: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem("vendor_number", code, detail)])
