"""Queries over one appointment, one customer's, and an employee's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from appointments.domain.booking import Status
from appointments.domain.times import Slot
from appointments.models import Appointment
from homefire import belonging, numbering, reference

_table = Appointment.__table__
ROW = (
    _table.c.id,
    _table.c.starts_at,
    _table.c.ends_at,
    _table.c.type,
    reference.label_of("appointment_type", _table.c.type).label("type_label"),
    _table.c.subject,
    _table.c.contact_info,
    _table.c.employee,
    _table.c.status,
    _table.c.recorded_late,
    _table.c.entered_by,
    _table.c.entered_at,
    _table.c.version,
)
_OF_CUSTOMER = (
    sa.select(*ROW)
    .where(_table.c.customer_number == belonging.survivor_of(sa.bindparam("number", type_=sa.BigInteger)))
    .order_by(_table.c.starts_at.desc(), _table.c.id.desc())
)
_ONE = sa.select(
    *ROW,
    _table.c.customer_number,
    _table.c.employee_id,
    _table.c.office,
    _table.c.office_id,
    _table.c.status_reason,
    _table.c.overlap_overridden,
    _table.c.override_reason,
    _table.c.updated_by,
    _table.c.updated_at,
).where(_table.c.id == sa.bindparam("id"))


def find(connection: sa.Connection, appointment_id: int) -> sa.RowMapping | None:
    """One appointment's row with the label of its type."""
    return connection.execute(_ONE, {"id": appointment_id}).mappings().first()


def of_customer(connection: sa.Connection, number: int) -> Sequence[sa.RowMapping]:
    """A customer's appointments, newest first: one statement (R105)."""
    return connection.execute(_OF_CUSTOMER, {"number": number}).mappings().all()


def find_for_change(session: Session, appointment_id: int) -> Appointment | None:
    """The appointment with its row locked, so that versions and the order of events agree."""
    return session.scalar(sa.select(Appointment).where(Appointment.id == appointment_id).with_for_update())


def hold_calendars(session: Session, calendars: Iterable[str]) -> None:
    """Lets one transaction at a time look for a gap in these calendars and fill it.

    The exclusion constraints would stop two that both found the same gap, but know nothing of an appointment
    that was allowed to overlap: such a one is found by a query, which is true only under this lock.
    """
    for calendar in sorted(calendars):
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(calendar, 0))))


def find_overlap(
    session: Session, *, employee_key: str, employee_id: str, slot: Slot, but: int
) -> tuple[int, Slot] | None:
    """Id and time of an employee's first booked appointment, other than `but`, that overlaps a slot."""
    query = (
        sa.select(_table.c.id, _table.c.starts_at, _table.c.ends_at)
        .where(*overlapping(employee_key=employee_key, employee_id=employee_id, slot=slot, but=but))
        .order_by(_table.c.starts_at, _table.c.id)
        .limit(1)
    )
    found = session.execute(query).first()
    return (found.id, Slot(found.starts_at, found.ends_at)) if found else None


def overlapping(
    *, employee_key: str, employee_id: str, slot: Slot, but: int
) -> tuple[sa.ColumnElement[bool], ...]:
    """What is true of an employee's booked appointments, other than `but`, that overlap a slot (R108)."""
    same = [_table.c.employee_key == employee_key]
    if employee_id:
        same.append(_table.c.employee_id == employee_id)
    return (
        sa.or_(*same),
        _table.c.id != but,
        _table.c.status == sa.literal_column(f"'{Status.BOOKED}'"),
        _table.c.starts_at < slot.ends_at,
        _table.c.ends_at > slot.starts_at,
    )


def assign_id(session: Session, given: int | None) -> int:
    """The next id, or the one that an import gives; new ones go on after it."""
    return numbering.assign_number(session, "appointment_id_seq", given)
