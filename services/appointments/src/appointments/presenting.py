"""The forms in which an appointment is compared, told in events, and answered."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from appointments.models import Appointment
from homefire import reference
from homefire.clock import to_wire

_GRID = (
    "id", "starts_at", "ends_at", "subject", "contact_info", "employee", "status", "recorded_late",
    "entered_by", "entered_at", "version",
)  # fmt: skip
_MORE = (
    "customer_number", "employee_id", "office", "office_id", "status_reason", "overlap_overridden",
    "override_reason", "updated_by", "updated_at",
)  # fmt: skip
_CALENDAR = ("customer_number", "employee_id", "office", "office_id", "updated_at")
_TOLD = (
    "type", "subject", "contact_info", "employee", "employee_id", "office", "office_id", "status",
    "recorded_late", "override_reason",
)  # fmt: skip


def state_of(appointment: Appointment) -> dict[str, Any]:
    """An appointment as JSON primitives, as events tell it."""
    return {
        "appointment_id": appointment.id,
        "starts_at": to_wire(appointment.starts_at),
        "ends_at": to_wire(appointment.ends_at),
        **{name: getattr(appointment, name) for name in _TOLD},
    }


def grid_row(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the appointments grid (R102)."""
    return {**{name: row[name] for name in _GRID}, "type": reference.labelled(row, "type")}


def calendar_row(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the calendar of all customers."""
    return {**grid_row(row), **{name: row[name] for name in _CALENDAR}}


def from_row(row: sa.RowMapping) -> dict[str, Any]:
    """An appointment's answer."""
    return {**grid_row(row), **{name: row[name] for name in _MORE}}
