"""What the answer for a job or project has besides its own fields, and what a vendor is told of its work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from homefire.countdown import Clock
from weatherization.assessment_answers import clock_shown, labelled_program
from weatherization.domain.clocks import COMPLETION_DAYS, completion_clock
from weatherization.domain.job import Status
from weatherization.domain.project import TaskStatus, Verification, task_status, verification_status

_PLACE = ("service_address", "city", "zip")
_TASK = ("task", "status", "verification_status")


def parts_of(row: sa.RowMapping, today: date) -> dict[str, Any]:
    """A row's dwellings, tasks and measures, what they come to, its vendor, cost and clock."""
    tasks = [(TaskStatus(each["status"]), Verification(each["verification_status"])) for each in row["tasks"]]
    return {
        "program": labelled_program(row),
        "task_status": task_status([status for status, _ in tasks]),
        "task_verification_status": verification_status(tasks),
        "measures": [
            {**each, "measure": {"code": each["measure"], "label": each["measure_label"] or each["measure"]}}
            for each in row["measures"]
        ],
        "measures_cost": f"{sum((Decimal(each['cost']) for each in row['measures']), Decimal()):.2f}",
        "clock": clock_shown(_clock(row, today)),
        **{
            name: row[name]
            for name in (
                "vendor_number", "vendor_name", "replacement_cost", "override_reason", "dwellings", "tasks"
            )
        },
    }  # fmt: skip


def work_item(row: sa.RowMapping) -> dict[str, Any]:
    """One assignment of a vendor."""
    return {
        "program": labelled_program(row),
        "places": [{name: each[name] for name in _PLACE} for each in row["dwellings"]],
        "tasks": [{name: each[name] for name in _TASK} for each in row["tasks"]],
        **{
            name: row[name]
            for name in ("kind", "id", "job_type", "status", "open", "scheduled_for", "completed_on")
        },
    }


def _clock(row: sa.RowMapping, today: date) -> Clock | None:
    """From the assessment to the completion of the work, unless the work was given up (R92)."""
    if row["status"] == Status.CANCELLED:
        return None
    days = row["completion_days"] or COMPLETION_DAYS
    return completion_clock(row["assessed_on"], row["completed_date"], days, as_of=today)
