"""What a program's parts say on a day."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from applications.domain.program_part import Part, Row
from applications.models import ProgramPart

_part = ProgramPart.__table__


def rows_of(connection: sa.Connection, program: str, part: Part, on: date) -> list[Row]:
    """A part's rows as they hold on a day; as shipped where the agency has set nothing by then."""
    query = (
        sa.select(_part.c.rows)
        .where(_part.c.program_code == program, _part.c.part == part.name, _part.c.valid_from <= on)
        .order_by(_part.c.valid_from.desc(), _part.c.revision.desc())
        .limit(1)
    )
    found = connection.scalar(query)
    return list(part.shipped) if found is None else list(found)


def row_of(connection: sa.Connection, program: str, part: Part, on: date) -> Row:
    """The one row of a part that is settings and no list."""
    return rows_of(connection, program, part, on)[0]
