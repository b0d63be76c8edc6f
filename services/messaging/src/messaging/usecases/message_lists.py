"""Listing secure messages, whom somebody can write to, and keeping what weatherization tells of assignments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from homefire import belonging, paging, projection, schemas
from homefire.clock import from_wire
from homefire.events import Event
from homefire.work import Work
from messaging import errors, presenting_messages
from messaging.domain import secure_message as rules
from messaging.repository import assignments
from messaging.repository import secure_messages as repository
from messaging.repository.secure_messages import View
from messaging.schemas.secure_message import AssignmentTold, ResidenceTold, StatusTold, VendorTold
from messaging.usecases.secure_messages import moment, view_of

_assignment, _status, _residence, _vendor = AssignmentTold(), StatusTold(), ResidenceTold(), VendorTold()
ASSIGNING = (
    "assessment_ordered",
    "assessment_assigned",
    "assessment_scheduled",
    "assessment_completed",
    "assessment_cancelled",
    "project_created",
    "project_assigned",
)
"""The events of weatherization that say which vendor does something, in which dwellings, and how far it is."""
MOVING = "job_status_changed"
"""The one that says how far a project is, and no more."""
NAMING = ("vendor_created", "vendor_updated")
"""Those that say what a vendor is called, and when it is active."""
HOUSING = ("dwelling_linked", "dwelling_link_ended")
"""Those that say who lives in a dwelling, or owns it."""
_PROJECT = "project"


def list_of_customer(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages in a customer's record."""
    return _page(work, repository.of_customer(number), query, presenting_messages.listed)


def list_of_vendor(work: Work, vendor: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages in a vendor's record."""
    return _page(work, repository.of_vendor(vendor), query, presenting_messages.listed)


def list_of_party(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the messages of the customer or vendor whom the caller's token names."""
    return _page(work, view_of(work), query, presenting_messages.listed_to_party)


def find_for_staff(work: Work, message_id: int) -> dict[str, Any]:
    """One message as a list shows it; raises `MessageNotFound`."""
    row = repository.find_message(work.connection, repository.of_staff(), message_id)
    if row is None:
        raise errors.MessageNotFound()
    return presenting_messages.listed(row)


def addressees_of_customer(work: Work, number: int) -> dict[str, Any]:
    """Besides the customer: the vendors who work for them, with their projects."""
    number = belonging.lead(work.connection, number)
    return {"vendors": _vendors(work, number), "customers": []}


def addressees_of_vendor(work: Work, vendor: int) -> dict[str, Any]:
    """The customers whom a vendor works for."""
    served = assignments.served_by(work.connection, vendor, moment(work, writing=True))
    return {"vendors": [], "customers": [dict(row) for row in served]}


def addressees_of_party(work: Work) -> dict[str, Any]:
    """Besides the staff: the vendors of a customer, or the customers of a vendor."""
    side, number = work.caller.stands_for
    if side == rules.VENDOR:
        return addressees_of_vendor(work, number)
    return addressees_of_customer(work, belonging.own_number(work))


def follow_assignment(work: Work, event: Event) -> None:
    """Keeps which vendor an assessment or a project is assigned to. In any order: the newest says how it stands."""
    told = schemas.load(_assignment, event.data)
    assignments.remember_vendor(
        work.session,
        event.aggregate,
        event.sequence,
        {
            "vendor_number": told["vendor_number"],
            "vendor_name": told["vendor_name"] or "",
            "job_id": told["job_id"],
            "dwelling_ids": told["dwelling_ids"] or [told["dwelling_id"]],
        },
    )
    _follow_status(work, event, told["status"])


def follow_status(work: Work, event: Event) -> None:
    """Keeps how far a project is. Jobs of other kinds are nobody's whom messages go to."""
    told = schemas.load(_status, event.data)
    if told["kind"] == _PROJECT:
        _follow_status(work, event, told["status"])


def follow_residence(work: Work, event: Event) -> None:
    """Keeps who lives in a dwelling, or owns it, and until when."""
    assignments.remember_residence(work.session, event.sequence, schemas.load(_residence, event.data))


def follow_vendor(work: Work, event: Event) -> None:
    """Keeps what a vendor is called, and when it is active."""
    told = schemas.load(_vendor, event.data)
    projection.remember(work.session, event.service, event.subject, event.sequence, _vendor.dump(told))


def _follow_status(work: Work, event: Event, status: str) -> None:
    ended_at = None if rules.is_open(status) else event.time
    assignments.remember_status(work.session, event.aggregate, event.sequence, status, ended_at)


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
    for row in assignments.vendors_of(work.connection, number, moment(work, writing=True)):
        vendor = row["vendor_number"]
        entry = found.setdefault(
            vendor, {"number": vendor, "name": row["vendor_name"] or f"{vendor}", "jobs": []}
        )
        if row["job_id"] is not None and row["job_id"] not in entry["jobs"]:
            entry["jobs"].append(row["job_id"])
    return list(found.values())
