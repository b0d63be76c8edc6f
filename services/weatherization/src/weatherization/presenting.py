"""The forms in which dwellings, links and jobs are compared, told in events, and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from homefire import reference
from homefire.us import addresses
from weatherization.domain import job as jobs
from weatherization.domain import vendor as vendors
from weatherization.models import Dwelling, DwellingLink, Job, Vendor

_ENTERED = ("version", "entered_by", "entered_at", "updated_by", "updated_at")
_PLACE = ("service_address", "city", "zip", "county")
_JOB = ("dwelling_id", "status", "completed_date", "reported_date", *_PLACE)


def address_of(dwelling: Dwelling | Vendor | sa.RowMapping) -> dict[str, str]:
    """The address of a mapped dwelling or vendor, or of its row."""
    if isinstance(dwelling, Dwelling | Vendor):
        return {name: getattr(dwelling, f"address_{name}") for name in addresses.FIELDS}
    return {name: dwelling[f"address_{name}"] for name in addresses.FIELDS}


def dwelling_state(dwelling: Dwelling) -> dict[str, Any]:
    """A dwelling as JSON primitives, as events tell it."""
    address = address_of(dwelling)
    return {
        "dwelling_id": dwelling.id,
        "kind": dwelling.kind,
        "address": address,
        "service_address": addresses.one_line(address),
    }


def link_state(link: DwellingLink) -> dict[str, Any]:
    """A link as JSON primitives, as events tell it."""
    return {
        "link_id": link.id,
        "customer_number": link.customer_number,
        "dwelling_id": link.dwelling_id,
        "role": link.role,
        "linked_from": link.linked_from.isoformat(),
        "linked_to": _iso(link.linked_to),
    }


def job_state(job: Job) -> dict[str, Any]:
    """A job as JSON primitives, as events tell it."""
    return {
        "job_id": job.id,
        "dwelling_id": job.dwelling_id,
        "kind": job.kind,
        "job_type": job.job_type,
        "status": job.status,
        "status_reason": job.status_reason,
        "completed_date": _iso(job.completed_date),
        "reported_date": _iso(job.reported_date),
    }


def dwelling_from_row(row: sa.RowMapping) -> dict[str, Any]:
    """A dwelling's answer."""
    return {
        "dwelling_id": row["id"],
        "kind": reference.labelled(row, "kind"),
        "address": address_of(row),
        "service_address": row["service_address"],
        **{name: row[name] for name in _ENTERED},
    }


def link_from_row(row: sa.RowMapping) -> dict[str, Any]:
    """A link's answer."""
    return {
        "link_id": row["id"],
        "from": row["linked_from"],
        "to": row["linked_to"],
        **{name: row[name] for name in ("customer_number", "dwelling_id", "role", *_PLACE, *_ENTERED)},
    }


def job_from_row(row: sa.RowMapping) -> dict[str, Any]:
    """A job's answer."""
    return {
        "job_id": row["id"],
        "job_type": reference.labelled(row, "job_type"),
        "next_statuses": [str(status) for status in jobs.next_statuses(jobs.Status(row["status"]))],
        **{name: row[name] for name in ("kind", "status_reason", *_JOB, *_ENTERED)},
    }


def grid_row(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the jobs grid (R94)."""
    return {
        "job_id": row["job_id"],
        "job_type": reference.labelled(row, "job_type"),
        **{name: row[name] for name in _JOB},
    }


def vendor_state(vendor: Vendor) -> dict[str, Any]:
    """A vendor as JSON primitives, as changes of it are compared."""
    values = {name: getattr(vendor, name) for name in vendors.FIELDS}
    days = {name: _iso(values[name]) for name in ("active_from", "active_to")}
    return {"vendor_number": vendor.number, "address": address_of(vendor), **values, **days}


def vendor_from_row(row: sa.RowMapping) -> dict[str, Any]:
    """A vendor's answer."""
    address = address_of(row)
    fields = {name: row[name] for name in (*vendors.FIELDS, "active", *_ENTERED)}
    return {
        **fields,
        "vendor_number": row["number"],
        "kind": reference.labelled(row, "kind"),
        "address": address,
        "mailing_address": addresses.one_line(address),
        "warnings": vendors.warnings({**fields, "address": address}),
    }


def vendor_row(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the vendors' lookup."""
    return {
        "vendor_number": row["number"],
        "kind": reference.labelled(row, "kind"),
        "city": row["address_city"],
        **{name: row[name] for name in ("name", "contact_name", "phone", "email", "active")},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
