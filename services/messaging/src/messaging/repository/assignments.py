"""Queries about the vendors that assessments and projects are assigned to, and about whom their work concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.orm import Session

from homefire import belonging, plumbing
from messaging.domain import secure_message as rules
from messaging.models import Residence, VendorAssignment

_assignment: Any = VendorAssignment.__table__
_residence: Any = Residence.__table__
SOURCE = "weatherization"
_LONGEST_CHAIN = 100
"""Merges that one number may lead through; out-of-order events can make a circle for a moment."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody asks, and whether they mean to write: reading outlasts finished work, writing does not (R226)."""

    today: date
    now: datetime
    writing: bool


def remember_vendor(session: Session, aggregate: str, sequence: int, told: Mapping[str, Any]) -> None:
    """Keeps which vendor the newest event names, and where; an older one changes nothing."""
    unknown = {"status_sequence": 0, "status": ""}
    fresh = insert(_assignment).values(aggregate=aggregate, sequence=sequence, **told, **unknown)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[_assignment.c.aggregate],
            set_={name: fresh.excluded[name] for name in ("sequence", *told)},
            where=_assignment.c.sequence < fresh.excluded.sequence,
        )
    )


def remember_status(
    session: Session, aggregate: str, sequence: int, status: str, ended_at: datetime | None
) -> None:
    """Keeps how far the work is by the newest event. What had ended and is told so again ended when it first did."""
    unknown = {"sequence": 0, "vendor_number": None, "dwelling_ids": []}
    told = {"status_sequence": sequence, "status": status, "ended_at": ended_at}
    fresh = insert(_assignment).values(aggregate=aggregate, **told, **unknown)
    first = sa.func.coalesce(_assignment.c.ended_at, fresh.excluded.ended_at)
    kept = {name: fresh.excluded[name] for name in told} | {"ended_at": first if ended_at else None}
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[_assignment.c.aggregate],
            set_=kept,
            where=_assignment.c.status_sequence < fresh.excluded.status_sequence,
        )
    )


def remember_residence(session: Session, sequence: int, told: Mapping[str, Any]) -> None:
    """Keeps the newest state of a customer's link to a dwelling."""
    fresh = insert(_residence).values(sequence=sequence, **told)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[_residence.c.link_id],
            set_={name: fresh.excluded[name] for name in ("sequence", *told) if name != "link_id"},
            where=_residence.c.sequence < fresh.excluded.sequence,
        )
    )


def customers_of(vendor: Any, at: Moment) -> sa.Select[int]:
    """The numbers, merges followed and none deleted, of the customers for whom a vendor works, or did not long ago."""
    known = plumbing.projection
    start = _concerned(at).where(_assignment.c.vendor_number == vendor).subquery("told")
    led = sa.select(
        start.c.number.label("home"), start.c.number.label("number"), sa.literal(0).label("step")
    ).cte("led_to", recursive=True)
    onward = sa.select(led.c.home, known.c.data["survivor"].astext.cast(sa.BigInteger), led.c.step + 1).where(
        known.c.source == belonging.SOURCE,
        known.c.key == sa.cast(led.c.number, sa.Text),
        known.c.data["status"].astext == belonging.MERGED,
        led.c.step < _LONGEST_CHAIN,
    )
    led = led.union_all(onward)
    ends = (
        sa.select(led.c.home, led.c.number)
        .ext(distinct_on(led.c.home))
        .order_by(led.c.home, led.c.step.desc())
    ).subquery("ends")
    deleted = sa.exists().where(
        known.c.source == belonging.SOURCE,
        known.c.key == sa.cast(ends.c.number, sa.Text),
        known.c.data["status"].astext == belonging.DELETED,
    )
    return sa.select(ends.c.number).where(sa.not_(deleted))


def serves(connection: sa.Connection, vendor: int, number: int, at: Moment) -> bool:
    """Whether the vendor works for this customer, whom no merge leads on."""
    return bool(connection.execute(sa.select(sa.literal(number).in_(customers_of(vendor, at)))).scalar())


def vendors_of(connection: sa.Connection, number: int, at: Moment) -> list[sa.RowMapping]:
    """Which vendors work for this customer: `vendor_number`, its name, `job_id` or none."""
    homes = sa.cast(
        sa.literal(belonging.led_by(connection, number), ARRAY(sa.BigInteger)), ARRAY(sa.BigInteger)
    )
    name = name_column(_assignment.c.vendor_number).label("vendor_name")
    query = (
        _concerned(at)
        .with_only_columns(_assignment.c.vendor_number, name, _assignment.c.job_id)
        .where(_assignment.c.vendor_number.is_not(None), _residence.c.customer_number == sa.any_(homes))
        .distinct()
        .order_by(_assignment.c.vendor_number, _assignment.c.job_id)
    )
    return list(connection.execute(query).mappings())


def served_by(connection: sa.Connection, vendor: int, at: Moment) -> list[sa.RowMapping]:
    """The customers whom a vendor may write about: `number` and `name`, in the order of names."""
    known = plumbing.projection
    served = customers_of(vendor, at).subquery("served")
    query = (
        sa.select(served.c.number, known.c.data["name"].astext.label("name"))
        .distinct()
        .join_from(
            served,
            known,
            sa.and_(known.c.source == belonging.SOURCE, known.c.key == sa.cast(served.c.number, sa.Text)),
        )
        .order_by("name", served.c.number)
    )
    return list(connection.execute(query).mappings())


def name_column(vendor: Any) -> sa.ColumnElement[str]:
    """A vendor's name for the row of a query: as the vendor's own events tell it, else as an assignment did."""
    known = plumbing.projection
    own = sa.select(known.c.data["name"].astext).where(
        known.c.source == SOURCE, known.c.key == sa.func.concat("vendor:", vendor)
    )
    each = _assignment.alias()
    told = sa.select(each.c.vendor_name).where(each.c.vendor_number == vendor)
    told = told.order_by(each.c.sequence.desc()).limit(1)
    return sa.func.coalesce(own.scalar_subquery(), told.scalar_subquery())


def _concerned(at: Moment) -> sa.Select[int]:
    """The numbers of who lives today where an active vendor works: `number`, once for each link and assignment."""
    living = sa.and_(
        _residence.c.linked_from <= at.today,
        sa.or_(_residence.c.linked_to.is_(None), _residence.c.linked_to >= at.today),
    )
    there = _residence.c.dwelling_id == sa.any_(_assignment.c.dwelling_ids)
    return (
        sa.select(_residence.c.customer_number.label("number"))
        .join_from(_assignment, _residence, there)
        .where(living, _is_on(at), _is_active(_assignment.c.vendor_number, at.today))
    )


def _is_on(at: Moment) -> sa.ColumnElement[bool]:
    """Whether the work is open; to read, whether it was finished not long ago."""
    told = _assignment.c.status_sequence > 0
    is_open = sa.and_(told, _assignment.c.ended_at.is_(None))
    if at.writing:
        return is_open
    lately = _assignment.c.ended_at > at.now - rules.READS_ON_FOR
    return sa.or_(is_open, sa.and_(_assignment.c.status.in_(sorted(rules.FINISHED)), lately))


def _is_active(vendor: Any, today: date) -> sa.ColumnElement[bool]:
    """Whether weatherization has told that the vendor is active on this day."""
    known = plumbing.projection
    first, last = (known.c.data[name].astext.cast(sa.Date) for name in ("active_from", "active_to"))
    return sa.exists().where(
        known.c.source == SOURCE,
        known.c.key == sa.func.concat("vendor:", vendor),
        first <= today,
        sa.or_(last.is_(None), last >= today),
    )
