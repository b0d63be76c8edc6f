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
def assign(work_in: Any) -> Callable[..., None]:
    """`assign(1001, number, job_id=7)`: weatherization has told that something of these customers is a vendor's.

    `vendor` None takes it away again; a later call with the same `aggregate` needs a higher `sequence`.
    """

    def tell(
        vendor: int | None, *customers: int, aggregate: str = "", sequence: int = 1, **said: Any
    ) -> None:
        named = aggregate or f"job/{customers[0]}"
        data = {"vendor_number": vendor, "vendor_name": f"VENDOR {vendor}", "customers": list(customers)}
        event = Event(
            id=uuid.uuid4(),
            source="/weatherization",
            type=said.pop("type", "project_assigned"),
            subject=str(customers[0]),
            time=datetime.now(UTC),
            data=data | said,
            actor_id="u-1",
            actor_name="MARIA LOPEZ",
            actor_kind="staff",
            correlation_id="c-1",
            traceparent="",
            aggregate=named,
            sequence=sequence,
            pub_seq=None,
            historic=False,
        )
        with work_in("messaging") as work:
            message_lists.follow_assignment(work, event)

    return tell
