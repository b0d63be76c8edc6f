"""Pieces of statements: what stands inside a row as JSON that the database has put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from applications.domain.program_part import Part
from applications.models import Application, HouseholdMember, HouseholdSummary
from applications.repository.programs import held_rows
from homefire import plumbing

_application = Application.__table__
_member = HouseholdMember.__table__
_summary = HouseholdSummary.__table__

_MOMENT: sa.ColumnElement[str] = sa.literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
_NOTHING: sa.ColumnElement[Any] = sa.literal_column("'[]'::json")


def moment_of(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A time as `homefire.schemas.Moment` shows it: UTC with a `Z`, no fraction in a whole second."""
    told = sa.func.to_char(sa.func.timezone(sa.literal_column("'UTC'"), column), _MOMENT)
    return sa.func.replace(told, sa.literal_column("'.000000Z'"), sa.literal_column("'Z'"))


def label_of(name: str, code: sa.ColumnElement[Any], on: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The label that a code had on a date; its nearest one when it had none then, so that all render."""
    entry = plumbing.reference_entry.alias()
    return (
        sa.select(entry.c.label)
        .where(entry.c.list == name, entry.c.code == code)
        .order_by(sa.desc(entry.c.valid_from <= on), entry.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def object_of(columns: Mapping[str, Any]) -> sa.ColumnElement[Any]:
    """A JSON object of these columns."""
    names: Iterable[sa.ColumnElement[str]] = (sa.literal_column(f"'{name}'") for name in columns)
    return sa.func.json_build_object(*chain.from_iterable(zip(names, columns.values(), strict=True)))


def array_of(columns: Mapping[str, Any], *order: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """All rows as a JSON list of objects, in this order; an empty one for none."""
    found = sa.func.json_agg(aggregate_order_by(object_of(columns), *order))
    return sa.func.coalesce(found, _NOTHING)


def lists_of(table: Any, columns: Mapping[str, Any], *order: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
    """The rows of a table that belong to the application of the statement around it."""
    rows = sa.select(array_of(columns, *order)).where(table.c.application_id == _application.c.id)
    return rows.correlate(_application).scalar_subquery()


def part_of(part: Part, on: Any = _application.c.intake_date) -> sa.ScalarSelect[Any]:
    """A part's rows as they hold on a day, the application's intake date unless another is given.

    Null where the agency has set nothing by then.
    """
    return held_rows(_application.c.program_code, part, on).correlate(_application)


def household_size() -> sa.ColumnElement[Any]:
    """How many live in the household, as its active mode says; 0 where nobody has entered it.

    The statement around it joins `household_summary` to its applications, if there is one.
    """
    members = (
        sa.select(sa.func.count())
        .where(_member.c.application_id == _application.c.id)
        .correlate(_application)
        .scalar_subquery()
    )
    numbers = sa.func.coalesce(_summary.c.size, 0)
    individual = _application.c.household_mode == sa.literal_column("'individual'")
    return sa.case((individual, members), else_=numbers)
