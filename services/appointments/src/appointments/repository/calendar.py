"""Queries over everybody's appointments by time: each is one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from appointments.domain import booking
from appointments.domain.booking import Status
from appointments.domain.times import Slot
from appointments.models import Appointment
from appointments.repository.appointments import ROW, overlapping
from homefire import paging
from homefire.clock import from_wire

_table = Appointment.__table__
_CALENDAR = sa.select(
    *ROW,
    _table.c.customer_number,
    _table.c.employee_id,
    _table.c.office,
    _table.c.office_id,
    _table.c.updated_at,
).order_by(_table.c.starts_at, _table.c.id)


def of_days(
    connection: sa.Connection, span: Slot, wanted: Mapping[str, Any]
) -> tuple[Sequence[sa.RowMapping], str | None]:
    """Appointments that begin within a span, and the cursor of the next page. Raises `BadCursor`."""
    query = _CALENDAR.where(_table.c.starts_at >= span.starts_at, _table.c.starts_at < span.ends_at)
    if not wanted["cancelled"]:
        query = query.where(_table.c.status != Status.CANCELLED)
    if wanted["office_id"]:
        query = query.where(_table.c.office_id == wanted["office_id"])
    if wanted["employee_id"] or wanted["employee"]:
        query = query.where(_whose(wanted["employee_id"], booking.employee_key(wanted["employee"])))
    if wanted.get("cursor"):
        starts_at, after = paging.read_cursor(wanted["cursor"], from_wire, paging.number)
        query = query.where(sa.tuple_(_table.c.starts_at, _table.c.id) > sa.tuple_(starts_at, after))
    rows = connection.execute(query.limit(wanted["limit"] + 1)).mappings().all()
    return paging.cut(rows, wanted["limit"], lambda row: (row["starts_at"], row["id"]))


def booked(
    connection: sa.Connection, *, employee_key: str, employee_id: str, span: Slot, but: int
) -> list[Slot]:
    """When an employee is booked within a span, other than by the appointment `but`."""
    query = sa.select(_table.c.starts_at, _table.c.ends_at).where(
        *overlapping(employee_key=employee_key, employee_id=employee_id, slot=span, but=but)
    )
    return [Slot(row.starts_at, row.ends_at) for row in connection.execute(query)]


def _whose(employee_id: str, employee_key: str) -> sa.ColumnElement[bool]:
    """An employee's rows. With an id, those as well that have the name and no id, as imports do."""
    by_name = _table.c.employee_key == employee_key
    if not employee_id:
        return by_name
    by_id = _table.c.employee_id == employee_id
    return sa.or_(by_id, sa.and_(_table.c.employee_id == "", by_name)) if employee_key else by_id
