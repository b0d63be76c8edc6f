"""Programs, their years and parts: what holds on a day, what is planned, and what was before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.program_part import Part, Row
from applications.models import Application, Program, ProgramPart, ProgramVersion, ProgramYear

_program = Program.__table__
_part = ProgramPart.__table__
_version = ProgramVersion.__table__
_application = Application.__table__


def rows_of(connection: sa.Connection, program: str, part: Part, on: date) -> list[Row]:
    """A part's rows as they hold on a day; as shipped where the agency has set nothing by then."""
    found = connection.scalar(sa.select(held_rows(sa.literal(program), part, sa.literal(on))))
    return list(part.shipped) if found is None else list(found)


def row_of(connection: sa.Connection, program: str, part: Part, on: date) -> Row:
    """The one row of a part that is settings and no list."""
    return rows_of(connection, program, part, on)[0]


def held_rows(program: sa.ColumnElement[str], part: Part, on: sa.ColumnElement[date]) -> sa.ScalarSelect[Any]:
    """The rows that an agency has set, as they hold on a day, for a statement that reads more; null for none."""
    table = _part.alias()
    return (
        sa.select(table.c.rows)
        .where(table.c.program_code == program, table.c.part == part.name, table.c.valid_from <= on)
        .order_by(table.c.valid_from.desc(), table.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )


def hold_program(session: Session, code: str) -> Program | None:
    """The program, locked: its changes, and those of its parts, follow one another."""
    return session.scalar(sa.select(Program).where(Program.code == code).with_for_update())


def is_program(connection: sa.Connection, code: str) -> bool:
    """Whether there is such a program."""
    return connection.scalar(sa.select(_program.c.code).where(_program.c.code == code)) is not None


def years_of(session: Session, code: str) -> list[ProgramYear]:
    """A program's years, newest first."""
    query = sa.select(ProgramYear).where(ProgramYear.program_code == code)
    return list(session.scalars(query.order_by(ProgramYear.year.desc())))


def intake_dates(session: Session, code: str, year: int) -> tuple[date | None, date | None]:
    """The first and the last intake date of a year's applications."""
    query = sa.select(sa.func.min(_application.c.intake_date), sa.func.max(_application.c.intake_date))
    row = session.execute(
        query.where(_application.c.program_code == code, _application.c.program_year == year)
    ).one()
    return row[0], row[1]


def list_versions(connection: sa.Connection, code: str) -> list[dict[str, Any]]:
    """How a program and its years were set up, newest first."""
    columns = (_version.c.version, _version.c.state, _version.c.entered_by, _version.c.entered_at)
    query = sa.select(*columns).where(_version.c.program_code == code).order_by(_version.c.version.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def list_revisions(
    connection: sa.Connection, code: str, parts: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Every revision of a program's parts, of all or of some, newest day and newest revision first."""
    query = sa.select(_part).where(_part.c.program_code == code)
    if parts is not None:
        query = query.where(_part.c.part.in_(parts))
    query = query.order_by(_part.c.part, _part.c.valid_from.desc(), _part.c.revision.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def list_all(session: Session, code: str) -> list[Application]:
    """Every application of a program."""
    query = sa.select(Application).where(Application.program_code == code)
    return list(session.scalars(query.order_by(Application.id)))
