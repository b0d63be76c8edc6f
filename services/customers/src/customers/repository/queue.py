"""Queries of the alert queue. Each reads a stretch of an index and no more, however many customers there are.

The queue's order is not one that an index can have as it stands: future dates, which are left out, lie between the
dates that are due and the blanks. So each segment of the queue, for each analyst, is a range of one index, read in
its order up to the page's length, and the few rows found are put together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa

from customers.domain.queue import COUNTED_TO, SEGMENTS, Place, Segment
from customers.models import Customer
from customers.models.record import IN_QUEUE
from homefire import reference

_table: Any = Customer.__table__
_PLACE = (_table.c.high_priority, _table.c.contact_date, _table.c.number)
_TODAY = sa.bindparam("today", type_=sa.Date)
# The condition of the indexes stands as it does there: as parameters it would not be recognised.
_IN_QUEUE = sa.text(IN_QUEUE)


def page(
    connection: sa.Connection,
    *,
    analysts: Sequence[str] | None,
    today: date,
    after: Place | None,
    limit: int,
    backwards: bool = False,
) -> list[sa.RowMapping]:
    """Customers of the queue in its order, those after a place; or those before it, the nearest first."""
    query = _page(_count_of(analysts), after.segment if after else None, backwards)
    return list(connection.execute(query, _values(analysts, today, after, limit)).mappings())


def count_before(
    connection: sa.Connection, *, analysts: Sequence[str] | None, today: date, place: Place
) -> int:
    """How many customers stand before a place, counted to `COUNTED_TO`."""
    query = _count_before(_count_of(analysts), place.segment)
    return int(connection.scalar(query, _values(analysts, today, place, COUNTED_TO)) or 0)


def counts(connection: sa.Connection, *, analysts: Sequence[str] | None, today: date) -> sa.RowMapping:
    """How many are `overdue`, due `today`, `blank`: each counted to `COUNTED_TO`."""
    values = {"today": today, "most": COUNTED_TO}
    if analysts is not None:
        values["analysts"] = list(analysts)
    return connection.execute(_counts(analysts is not None), values).mappings().one()


def is_there(connection: sa.Connection, *, analysts: Sequence[str] | None, today: date, place: Place) -> bool:
    """Whether the customer still stands at this place of the queue."""
    same_day = _table.c.contact_date.is_not_distinct_from(sa.literal(place.contact_date, sa.Date))
    found = sa.select(_table.c.number).where(
        _IN_QUEUE,
        _table.c.number == place.number,
        _table.c.high_priority == place.high_priority,
        same_day,
        sa.or_(_table.c.contact_date.is_(None), _table.c.contact_date <= today),
    )
    if analysts is not None:
        found = found.where(_table.c.analyst_id.in_(analysts))
    return connection.execute(found).first() is not None


def _count_of(analysts: Sequence[str] | None) -> int | None:
    return None if analysts is None else len(analysts)


def _values(analysts: Sequence[str] | None, today: date, place: Place | None, most: int) -> dict[str, Any]:
    values: dict[str, Any] = {"today": today, "most": most}
    values |= {f"analyst_{position}": one for position, one in enumerate(analysts or ())}
    if place is not None:
        values |= {"place_number": place.number}
        values |= {"place_date": place.contact_date} if place.contact_date else {}
    return values


@cache
def _page(analysts: int | None, start: Segment | None, backwards: bool) -> sa.Select[Any]:
    # Built once for each combination, because building costs as much as running it does.
    stretches = sa.union_all(*_stretches(_PLACE, analysts, start, backwards)).subquery("stretches")
    nearest = sa.select(stretches).order_by(*_order(stretches.c, backwards)).limit(sa.bindparam("most"))
    found = nearest.subquery("found")
    label = reference.label_of
    query = sa.select(
        *_PLACE,
        *(_table.c[name] for name in _SHOWN),
        label("best_time", _table.c.best_time).label("best_time_label"),
        label("preferred_method", _table.c.preferred_method).label("preferred_method_label"),
    ).select_from(found.join(_table, _table.c.number == found.c.number))
    return query.order_by(*_order(found.c, backwards))


def _order(place: Any, backwards: bool) -> tuple[Any, ...]:
    if backwards:
        return place.high_priority, place.contact_date.desc().nulls_first(), place.number.desc()
    return place.high_priority.desc(), place.contact_date.asc().nulls_last(), place.number


_SHOWN = (
    "version", "first_name", "middle_initial", "last_name", "organization_name", "special_handling", "address_city",
    "home_phone", "home_phone_extension", "message_phone", "message_phone_extension", "mobile_phone", "best_time",
    "preferred_method", "analyst_id", "analyst_name", "updated_by", "updated_at",
)  # fmt: skip


@cache
def _count_before(analysts: int | None, start: Segment) -> sa.Select[Any]:
    one = (sa.literal_column("1").label("one"),)
    found = sa.union_all(*_stretches(one, analysts, start, backwards=True)).subquery("found")
    some = sa.select(found.c.one).limit(sa.bindparam("most")).subquery("some")
    return sa.select(sa.func.count()).select_from(some)


@cache
def _counts(by_analyst: bool) -> sa.Select[Any]:
    day = _table.c.contact_date
    wanted = {"overdue": day < _TODAY, "today": day == _TODAY, "blank": day.is_(None)}
    # With both values named, the condition on the date bounds what is read of the index.
    either = sa.text("customer.high_priority = any(array[false, true])")
    counted = []
    for name, condition in wanted.items():
        found = sa.select(sa.literal_column("1")).select_from(_table).where(_IN_QUEUE, either, condition)
        if by_analyst:
            analysts = sa.bindparam("analysts", type_=sa.ARRAY(sa.Text))
            found = found.where(_table.c.analyst_id == sa.any_(analysts))
        some = found.limit(sa.bindparam("most")).subquery()
        counted.append(sa.select(sa.func.count()).select_from(some).scalar_subquery().label(name))
    return sa.select(*counted)


def _stretches(
    columns: Sequence[Any], analysts: int | None, start: Segment | None, backwards: bool
) -> list[sa.Select[Any]]:
    """What is left of the queue from a segment on: one ordered and limited range of an index for each stretch."""
    segments = SEGMENTS[::-1] if backwards else SEGMENTS
    left = segments[segments.index(start) :] if start else segments
    people = [None] if analysts is None else [sa.bindparam(f"analyst_{n}") for n in range(analysts)]
    return [
        _stretch(columns, segment, person, is_first=segment == start, backwards=backwards)
        for segment in left
        for person in people
    ]


def _stretch(
    columns: Sequence[Any], segment: Segment, analyst: Any, *, is_first: bool, backwards: bool
) -> sa.Select[Any]:
    day, number = _table.c.contact_date, _table.c.number
    query = sa.select(*columns).select_from(_table).where(_IN_QUEUE)
    query = query.where(_table.c.high_priority if segment.high_priority else sa.not_(_table.c.high_priority))
    query = query.where(day.is_(None) if segment.blank else day <= _TODAY)
    if analyst is not None:
        query = query.where(_table.c.analyst_id == analyst)
    if is_first:
        query = query.where(_beyond(segment, backwards))
    order = (day.desc(), number.desc()) if backwards else (day, number)
    return query.order_by(*order).limit(sa.bindparam("most"))


def _beyond(segment: Segment, backwards: bool) -> sa.ColumnElement[bool]:
    number = sa.bindparam("place_number", type_=sa.BigInteger)
    here: Any = _table.c.number
    there: Any = number
    if not segment.blank:
        here = sa.tuple_(_table.c.contact_date, _table.c.number)
        there = sa.tuple_(sa.bindparam("place_date", type_=sa.Date), number)
    return here < there if backwards else here > there
