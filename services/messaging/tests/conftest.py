"""What tests of messaging share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from homefire.events import Event
from messaging.usecases import message_lists

MANUAL_CONTACT_ENTRY = {
    "contact_date": "3/7/2019",
    "contact_type": "INCOMING",
    "contact_action": "HEAP_RECEIVED",
    "call_code": "NO_ACTION",
    "notes": "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN",
    "mailing_code": "NL",
}


@pytest.fixture
def entry() -> Callable[..., dict[str, Any]]:
    """`entry(notes="…")`: a request that is accepted, with these fields instead."""
    return lambda **fields: MANUAL_CONTACT_ENTRY | fields


@pytest.fixture
def hear(work_in: Any) -> Callable[..., None]:
    """`hear("job_status_changed", "job/7", 2, kind="project", status="COMPLETED")`: weatherization has told it."""

    def tell(
        kind_of_event: str, aggregate: str, sequence: int, *, at: datetime | None = None, **data: Any
    ) -> None:
        event = Event(
            id=uuid.uuid4(),
            source="/weatherization",
            type=kind_of_event,
            subject=aggregate.replace("/", ":"),
            time=at or datetime.now(UTC),
            data=data,
            actor_id="u-1",
            actor_name="MARIA LOPEZ",
            actor_kind="staff",
            correlation_id="c-1",
            traceparent="",
            aggregate=aggregate,
            sequence=sequence,
            pub_seq=None,
            historic=False,
        )
        with work_in("messaging") as work:
            _FOLLOWS[kind_of_event](work, event)

    return tell


@pytest.fixture
def assign(hear: Callable[..., None]) -> Callable[..., None]:
    """`assign(1001, number, job_id=7)`: a project where these customers live has been given to an active vendor.

    `vendor` None takes it away again; a later call with the same `aggregate` needs a higher `sequence`.
    """

    def tell(
        vendor: int | None,
        *customers: int,
        aggregate: str = "",
        sequence: int = 1,
        event: str = "project_assigned",
        **said: Any,
    ) -> None:
        dwelling = customers[0]
        if vendor is not None:
            period = {"active_from": "2001-01-01", "active_to": None}
            hear("vendor_created", f"vendor/{vendor}", 1, name=f"VENDOR {vendor}", **period)
        for number in customers:
            link = {"link_id": number, "dwelling_id": dwelling, "customer_number": number}
            period = {"linked_from": "2001-01-01", "linked_to": None}
            hear("dwelling_linked", f"dwelling_link/{number}", 1, **link, **period)
        data = {"vendor_number": vendor, "vendor_name": f"VENDOR {vendor}", "dwelling_id": dwelling}
        told = data | {"status": "IN_PROGRESS"} | said
        hear(event, aggregate or f"job/{dwelling}", sequence, **told)

    return tell


_FOLLOWS: dict[str, Callable[..., None]] = {
    **dict.fromkeys(message_lists.ASSIGNING, message_lists.follow_assignment),
    **dict.fromkeys(message_lists.NAMING, message_lists.follow_vendor),
    **dict.fromkeys(message_lists.HOUSING, message_lists.follow_residence),
    message_lists.MOVING: message_lists.follow_status,
}
