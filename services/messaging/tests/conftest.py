"""What tests of messaging share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
