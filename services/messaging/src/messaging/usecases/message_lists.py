"""Listing secure messages, whom somebody can write to, and keeping what weatherization tells of assignments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from homefire import belonging, paging, projection, schemas
from homefire.clock import from_wire
from homefire.events import Event
from homefire.work import Work
from messaging import presenting_messages
from messaging.domain import secure_message as rules
from messaging.repository import assignments
from messaging.repository import secure_messages as repository
from messaging.repository.secure_messages import View
from messaging.schemas.secure_message import AssignmentTold, VendorTold
from messaging.usecases.secure_messages import party_of, view_of

_assignment, _vendor = AssignmentTold(), VendorTold()
ASSIGNING = (
    "assessment_ordered",
    "assessment_assigned",
    "assessment_cancelled",
    "project_created",
    "project_assigned",
)
"""The events of weatherization that say which vendor does something and whom it concerns."""
_ENDING = "assessment_cancelled"
NAMING = ("vendor_created", "vendor_updated")
"""Those that say what a vendor is called."""


def list_of_customer(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages in a customer's record."""
    return _page(work, repository.of_customer(number), query, presenting_messages.listed)


def list_of_vendor(work: Work, vendor: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages in a vendor's record."""
    return _page(work, repository.of_vendor(vendor), query, presenting_messages.listed)


def list_of_party(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages of the customer or vendor whom the caller's token names."""
    return _page(work, view_of(work), query, presenting_messages.listed_to_party)


def addressees_of_customer(work: Work, number: int) -> dict[str, Any]:
    """Besides the customer: the vendors who work for them, with their projects."""
    number = belonging.lead(work.connection, number)
    return {"vendors": _vendors(work, number), "customers": []}


def addressees_of_vendor(work: Work, vendor: int) -> dict[str, Any]:
    """The customers whom a vendor works for."""
    served = assignments.served_by(work.connection, vendor)
    return {"vendors": [], "customers": [dict(row) for row in served]}


def addressees_of_party(work: Work) -> dict[str, Any]:
    """Besides the staff: the vendors of a customer, or the customers of a vendor."""
    side, number = party_of(work)
    of = addressees_of_customer if side == rules.CUSTOMER else addressees_of_vendor
    return of(work, number)


def follow_assignment(work: Work, event: Event) -> None:
    """Keeps which vendor an assessment or a project is assigned to. In any order: the newest says how it stands."""
    told = schemas.load(_assignment, event.data)
    ended = event.type == _ENDING
    assignments.remember(
        work.session,
        event.aggregate,
        event.sequence,
        {
            "vendor_number": None if ended else told["vendor_number"],
            "vendor_name": told["vendor_name"] or "",
            "job_id": told["job_id"],
            "customers": told["customers"],
        },
    )


def follow_vendor(work: Work, event: Event) -> None:
    """Keeps what a vendor is called."""
    told = schemas.load(_vendor, event.data)
    projection.remember(work.session, event.service, event.subject, event.sequence, told)


def _page(
    work: Work, view: View, query: Mapping[str, Any], present: Callable[[sa.RowMapping], dict[str, Any]]
) -> dict[str, Any]:
    limit, cursor = query["limit"], query.get("cursor")
    after = paging.read_cursor(cursor, from_wire, paging.number) if cursor else None
    rows = repository.list_messages(work.connection, view, after=after, limit=limit + 1)
    page, following = paging.cut(rows, limit, lambda row: (row["sent_at"], row["id"]))
    unread = repository.count_unread(work.connection, view)
    return {"items": [present(row) for row in page], "unread": unread, "next": following}


def _vendors(work: Work, number: int) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in assignments.vendors_of(work.connection, number):
        vendor = row["vendor_number"]
        entry = found.setdefault(
            vendor, {"number": vendor, "name": row["vendor_name"] or f"{vendor}", "jobs": []}
        )
        if row["job_id"] is not None and row["job_id"] not in entry["jobs"]:
            entry["jobs"].append(row["job_id"])
    return list(found.values())
