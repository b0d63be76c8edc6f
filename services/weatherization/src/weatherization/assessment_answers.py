"""The forms in which assessments and their clocks are told in events, and answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from homefire.countdown import Clock
from weatherization.domain import assessment as rules
from weatherization.domain.assessment import Status
from weatherization.domain.clocks import CERTIFICATION_DAYS, certification_clock
from weatherization.domain.criteria import Facts, Unmet
from weatherization.domain.property import Decision, Eligibility
from weatherization.models import Assessment

_PLACE = ("service_address", "city", "zip", "county")
_AS_STORED = (
    "dwelling_id", "status", "override_reason", "vendor_number", "vendor_name", "ordered_on", "scheduled_for",
    "completed_on", "qualifies", "cancel_reason", *_PLACE,
    "version", "entered_by", "entered_at", "updated_by", "updated_at",
)  # fmt: skip


def assessment_state(assessment: Assessment, vendor_name: str | None) -> dict[str, Any]:
    """An assessment as JSON primitives, as events tell it."""
    names = ("dwelling_id", "program", "vendor_number", "assessor_id", "assessor_name", "qualifies")
    return {
        "assessment_id": assessment.id,
        "status": str(assessment.status),
        "vendor_name": vendor_name,
        **{name: getattr(assessment, name) for name in names},
        **{name: iso(getattr(assessment, name)) for name in ("scheduled_for", "completed_on")},
    }


def assessment_from_row(row: sa.RowMapping, today: date) -> dict[str, Any]:
    """An assessment's answer."""
    clock = None
    if row["status"] != Status.CANCELLED:
        days = row["certification_days"] or CERTIFICATION_DAYS
        clock = certification_clock(row["certified_on"], row["completed_on"], days, as_of=today)
    return {
        "assessment_id": row["id"],
        "program": labelled_program(row),
        "next_statuses": [str(status) for status in rules.next_statuses(Status(row["status"]))],
        "assessor": {"id": row["assessor_id"], "name": row["assessor_name"]} if row["assessor_id"] else None,
        "findings": [
            {
                "benefit": {
                    "code": each["benefit"], "label": each["benefit_label"] or each["benefit"]
                },
                "qualifies": each["qualifies"],
                "reason": each["reason"],
            }
            for each in row["findings"]
        ],
        "documents": [each["document_id"] for each in row["documents"]],
        "clock": clock_shown(clock),
        **{name: row[name] for name in _AS_STORED},
    }  # fmt: skip


def candidate(row: sa.RowMapping, against: Iterable[Unmet]) -> dict[str, Any]:
    """A property beside a program."""
    found = [{"code": each.code, "detail": each.detail} for each in against]
    return {
        "program": {"code": row["program"], "label": row["name"]},
        "meets": not found,
        "unmet": found,
        **{name: row[name] for name in ("dwelling_id", "unassessed_types", *_PLACE)},
    }


def facts_from(row: sa.RowMapping) -> Facts:
    """What the database knows of a property, as the criteria ask for it."""
    return Facts(
        row["kind"],
        row["address_county"],
        row["lived_in"],
        row["certified_on"],
        row["weatherized_on"],
        row["listed"],
        Decision(Eligibility(row["decided"]["status"]), row["decided"]["reason"]) if row["decided"] else None,
    )


def labelled_program(row: sa.RowMapping) -> dict[str, str] | None:
    """A row's program with its name; the code itself where no rule names it."""
    return (
        {"code": row["program"], "label": row["program_name"] or row["program"]} if row["program"] else None
    )


def clock_shown(clock: Clock | None) -> dict[str, Any] | None:
    """A countdown's answer."""
    if clock is None:
        return None
    names = ("name", "started_on", "ends_on", "stopped_on", "left")
    return {**{name: getattr(clock, name) for name in names}, "over": clock.is_over}


def iso(day: date | None) -> str | None:
    """A day as JSON."""
    return day.isoformat() if day else None
