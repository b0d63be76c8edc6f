"""Reference lists: codes with labels and dates, owned by the service that uses them (R251).

A retired value can no longer be chosen and still renders on old records. Each service ships its lists as
`reference.toml` in its package; `migrate` adds what is missing and changes nothing that an agency has edited.
How an agency changes a list is in `reference_rules` and `reference_editing`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

import sqlalchemy as sa
from marshmallow import fields
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from homefire import plumbing
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import Schema

_ALWAYS = date(1900, 1, 1)


class ReferenceEntry(Schema):
    """One value of a list."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    program = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, required=True)
    data = fields.Dict(required=True)


class ReferenceList(Schema):
    """A whole list, retired values included."""

    items = fields.List(fields.Nested(ReferenceEntry), required=True)


def seed(connection: sa.Connection, package: str) -> None:
    """Adds the lists that a package ships. A row that exists stays as it is."""
    source = resources.files(package) / "reference.toml"
    if not source.is_file():
        return
    rows = []
    for name, entries in tomllib.loads(source.read_text()).items():
        for position, entry in enumerate(entries):
            rows.append(
                {
                    "list": name,
                    "program": entry.get("program", ""),
                    "code": entry["code"],
                    "valid_from": entry.get("valid_from", _ALWAYS),
                    "valid_to": entry.get("valid_to"),
                    "label": entry["label"],
                    "position": position,
                    "data": entry.get("data", {}),
                }
            )
    if rows:
        connection.execute(insert(plumbing.reference_entry).on_conflict_do_nothing(), rows)


def entries(connection: sa.Connection, name: str) -> list[dict[str, Any]]:
    """Every value of a list in its order, retired ones included."""
    table = plumbing.reference_entry
    query = (
        sa.select(
            table.c.code, table.c.label, table.c.program, table.c.valid_from, table.c.valid_to, table.c.data
        )
        .where(table.c.list == name)
        .order_by(table.c.program, table.c.position, table.c.code)
    )
    return [dict(row._mapping) for row in connection.execute(query)]


def check(
    session: Session, name: str, code: str, *, field: str, on: date, program: str | None = ""
) -> dict[str, Any]:
    """The entry of a code that may be chosen on a date; raises `Invalid` that lists what may be.

    An entry that belongs to a program may be chosen for that `program` alone; None takes those of every program.
    Where both the program and all have the code, the answer is the program's own entry.
    """
    table = plumbing.reference_entry
    query = (
        sa.select(table.c.code, table.c.label, table.c.program, table.c.data)
        .where(
            table.c.list == name,
            sa.true() if program is None else table.c.program.in_(["", program]),
            table.c.valid_from <= on,
            sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= on),
        )
        .order_by(table.c.position, table.c.code)
    )
    found = [dict(row._mapping) for row in session.execute(query)]
    meant = [entry for entry in found if entry["code"] == code]
    if meant:
        return next((entry for entry in meant if entry["program"] == program), meant[0])
    choices = ", ".join(list(dict.fromkeys(entry["code"] for entry in found))[:40])
    detail = f"Choose one of: {choices}." if found else "There is nothing to choose from on this date."
    raise Invalid(
        f"{field} has a value that is not on its list.", fields=[FieldProblem(field, "not_on_list", detail)]
    )


def label_of(
    name: str, code: sa.ColumnElement[Any], on: sa.ColumnElement[Any] | None = None
) -> sa.ScalarSelect[Any]:
    """A subquery for the label of a code: the newest that has begun, so that retired values still render.

    `on` is the day by which it has begun; without it today, whose beginning is the database's, in UTC. A label of
    the future is none yet, unless there is no other.
    """
    table = plumbing.reference_entry.alias()
    day = sa.func.current_date() if on is None else on
    return (
        sa.select(table.c.label)
        .where(table.c.list == name, table.c.code == code)
        .order_by((table.c.valid_from <= day).desc(), table.c.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )


def labelled(row: Mapping[str, Any] | sa.RowMapping, name: str) -> dict[str, str] | None:
    """A code of a row with its label in the column `<name>_label`; the code itself where it has none."""
    return {"code": row[name], "label": row[f"{name}_label"] or row[name]} if row[name] else None
