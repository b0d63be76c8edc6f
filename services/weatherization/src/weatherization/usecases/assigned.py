"""What a vendor who has signed in is to do (R182, R183). The number is the token's, so nobody sees another's work."""

from __future__ import annotations

from typing import Any

from homefire.work import Work
from weatherization import job_parts
from weatherization.repository import projects as repository


def list_assignments(work: Work) -> dict[str, Any]:
    """The caller's assessments and projects: where, what, how far, by when. Nothing of who lives there."""
    number = work.caller.number_as("vendor")
    rows = repository.work_of_vendor(work.connection, number, work.today())
    return {"items": [job_parts.work_item(row) for row in rows]}
