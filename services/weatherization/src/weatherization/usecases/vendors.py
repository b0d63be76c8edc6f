"""Vendors (R258)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire import paging, reference
from homefire.changes import changes_between
from homefire.events import EventType
from homefire.schemas import in_field
from homefire.us import addresses
from homefire.us.names import name_key
from homefire.work import Stamp, Work
from weatherization import errors, events, presenting
from weatherization.domain import vendor as rules
from weatherization.models import Vendor
from weatherization.repository import base
from weatherization.repository import vendors as repository
from weatherization.usecases import assigned
from weatherization.usecases.telling import entry_day


def create_vendor(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new vendor under a number of its own."""
    history = body.get("history") or {}
    stamp = work.stamp(body.get("history"))
    day = entry_day(work, stamp)
    reference.check(work.session, "vendor_kind", body["kind"], field="kind", on=day)
    vendor = Vendor(
        version=1,
        active_from=day,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        updated_by=stamp.entered_by,
        updated_at=stamp.entered_at,
    )
    for name in (*rules.FIELDS, *(f"address_{part}" for part in addresses.FIELDS)):
        if name not in ("active_from", "active_to"):
            setattr(vendor, name, "")
    _apply(vendor, body)
    vendor.number = base.assign_number(work.session, "vendor", history.get("vendor_number"))
    work.session.add(vendor)
    work.session.flush()
    _tell(work, events.vendor_created, vendor, {}, stamp)
    return get_vendor(work, vendor.number)


def update_vendor(work: Work, vendor_number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the fields named; each change becomes a note under the vendor's number."""
    vendor = repository.find_vendor_for_change(work.session, vendor_number)
    if vendor is None:
        raise errors.VendorNotFound()
    work.check_version(vendor.version)
    if body.get("kind", vendor.kind) != vendor.kind:
        reference.check(work.session, "vendor_kind", body["kind"], field="kind", on=work.today())
    before = presenting.vendor_state(vendor)
    _apply(vendor, body)
    changes = changes_between(
        rules.flatten(before), rules.flatten(presenting.vendor_state(vendor)), rules.TRACKED
    )
    if changes:
        vendor.version += 1
        stamp = work.stamp()
        vendor.updated_by, vendor.updated_at = stamp.entered_by, stamp.entered_at
        work.session.flush()
        _tell(work, events.vendor_updated, vendor, {"changes": changes})
    return get_vendor(work, vendor_number)


def get_vendor(work: Work, vendor_number: int) -> dict[str, Any]:
    """One vendor."""
    row = repository.find_vendor(work.connection, vendor_number, work.today())
    if row is None:
        raise errors.VendorNotFound()
    return presenting.vendor_from_row(row)


def find_vendors(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """Vendors by number, phone, or words of name and contact person, misspelled ones too; best first."""
    limit, cursor = query["limit"], query.get("cursor")
    rows = repository.page_of_vendors(
        work.connection,
        rules.read_query(query["text"]),
        kind=query["kind"],
        active=query["active"],
        today=work.today(),
        after=paging.read_cursor(cursor, paging.text, paging.number) if cursor else None,
        limit=limit + 1,
    )
    page, following = paging.cut(rows, limit, lambda row: (row["place"], row["number"]))
    return {"items": [presenting.vendor_row(row) for row in page], "next": following}


def list_vendor_assignments(work: Work, vendor_number: int) -> dict[str, Any]:
    """The assessments and projects that are assigned to a vendor and were, open ones first."""
    if repository.find_vendor(work.connection, vendor_number, work.today()) is None:
        raise errors.VendorNotFound()
    return assigned.assignments_of(work, vendor_number)


def _apply(vendor: Vendor, body: Mapping[str, Any]) -> None:
    """Gives the vendor what the body names, with city, county and state from the ZIP code."""
    for name in rules.FIELDS:
        if name in body:
            setattr(vendor, name, body[name])
    in_field("active_to", lambda: rules.check_period(vendor.active_from, vendor.active_to))
    edited = addresses.edited(presenting.address_of(vendor), body.get("address") or {})
    complete = in_field("address.zip", lambda: addresses.complete(edited))
    for name in addresses.FIELDS:
        setattr(vendor, f"address_{name}", complete[name])
    vendor.name_key = name_key(vendor.name)
    vendor.search_text = rules.search_text(vendor.name, vendor.contact_name)


def _tell(
    work: Work, event_type: EventType, vendor: Vendor, facts: dict[str, Any], stamp: Stamp | None = None
) -> None:
    state = presenting.vendor_state(vendor)
    told = ("vendor_number", "name", "kind", "active_from", "active_to")
    active = rules.is_active(vendor.active_from, vendor.active_to, work.today())
    work.emit(
        event_type,
        subject=f"vendor:{vendor.number}",
        aggregate=f"vendor/{vendor.number}",
        sequence=vendor.version,
        data={**{name: state[name] for name in told}, "active": active, **facts},
        stamp=stamp,
    )
