"""What is assigned to a vendor: asked by the staff, and by the vendor who has signed in (R182, R183, R258)."""

from __future__ import annotations

from typing import Any

from homefire.work import Work
from weatherization import job_parts
from weatherization.repository import projects as repository


def assignments_of(work: Work, vendor_number: int) -> dict[str, Any]:
    """A vendor's assessments and projects: where, what, how far, by when. Nothing of who lives there."""
    rows = repository.work_of_vendor(work.connection, vendor_number, work.today())
    return {"items": [job_parts.work_item(row) for row in rows]}
