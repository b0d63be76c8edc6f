"""Queries about the vendors that assessments and projects are assigned to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.orm import Session

from homefire import belonging, plumbing
from messaging.models import VendorAssignment

_assignment: Any = VendorAssignment.__table__
SOURCE = "weatherization"
_LONGEST_CHAIN = 100
"""Merges that one number may lead through; out-of-order events can make a circle for a moment."""


def remember(session: Session, aggregate: str, sequence: int, told: Mapping[str, Any]) -> None:
    """Keeps what the newest event of an assessment or a project says; an older one changes nothing."""
    fresh = insert(_assignment).values(aggregate=aggregate, sequence=sequence, **told)
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[_assignment.c.aggregate],
            set_={name: fresh.excluded[name] for name in ("sequence", *told)},
            where=_assignment.c.sequence < fresh.excluded.sequence,
        )
    )


def customers_of(vendor: Any) -> sa.Select[int]:
    """The numbers, merges followed, of the customers whom something assigned to a vendor concerns."""
    known = plumbing.projection
    told = sa.select(sa.func.unnest(_assignment.c.customers).label("number")).where(
        _assignment.c.vendor_number == vendor
    )
    start = told.subquery("told")
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
    )
    return sa.select(ends.subquery("ends").c.number)


def serves(connection: sa.Connection, vendor: int, number: int) -> bool:
    """Whether something that concerns this customer, whom no merge leads on, is assigned to the vendor."""
    return bool(connection.execute(sa.select(sa.literal(number).in_(customers_of(vendor)))).scalar())


def vendors_of(connection: sa.Connection, number: int) -> list[sa.RowMapping]:
    """What is assigned to vendors and concerns this customer: `vendor_number`, its name, `job_id` or none."""
    homes = sa.cast(
        sa.literal(belonging.led_by(connection, number), ARRAY(sa.BigInteger)), ARRAY(sa.BigInteger)
    )
    query = (
        sa.select(
            _assignment.c.vendor_number,
            name_column(_assignment.c.vendor_number).label("vendor_name"),
            _assignment.c.job_id,
        )
        .where(_assignment.c.vendor_number.is_not(None), _assignment.c.customers.overlap(homes))
        .order_by(_assignment.c.vendor_number, _assignment.c.job_id)
    )
    return list(connection.execute(query).mappings())


def served_by(connection: sa.Connection, vendor: int) -> list[sa.RowMapping]:
    """The customers whom a vendor may write about: `number` and `name`, in the order of names."""
    known = plumbing.projection
    served = customers_of(vendor).subquery("served")
    query = (
        sa.select(served.c.number, known.c.data["name"].astext.label("name"))
        .distinct()
        .join_from(
            served,
            known,
            sa.and_(known.c.source == belonging.SOURCE, known.c.key == sa.cast(served.c.number, sa.Text)),
        )
        .where(sa.func.coalesce(known.c.data["status"].astext, "") != belonging.DELETED)
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
