"""Published tables and drafts of them, as they are read and changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from applications.domain.rule_table import Kind, Per, State, Table
from applications.models import RuleTable
from homefire import numbering

_table = RuleTable.__table__


def in_force(
    connection: sa.Connection, areas: Mapping[Kind, str], on: date, *, known: date | None = None
) -> dict[Kind, Table]:
    """The published table of each kind for its area that holds on a day, the latest edition that applies by then.

    Or by `known`, where a day of before is answered with the corrections that were published since.
    """
    wanted = sa.or_(
        sa.false(), *(sa.and_(_table.c.kind == kind, _table.c.area == area) for kind, area in areas.items())
    )
    query = (
        sa.select(_table)
        .distinct(_table.c.kind)
        .where(
            wanted,
            _table.c.state == State.PUBLISHED,
            _table.c.effective_to >= on,
            _table.c.effective_from <= on,
            _table.c.applies_from <= (known or on),
        )
        .order_by(_table.c.kind, _table.c.edition.desc())
    )
    return {Kind(row["kind"]): as_table(dict(row)) for row in connection.execute(query).mappings()}


def as_table(row: Mapping[str, Any]) -> Table:
    """A row as the rules use it."""
    return Table(
        id=row["id"],
        kind=Kind(row["kind"]),
        title=row["title"],
        edition=row["edition"],
        per=Per(row["per"]),
        figures={int(size): Decimal(figure) for size, figure in row["figures"].items()},
        source=row["source"],
    )


def list_tables(connection: sa.Connection) -> list[dict[str, Any]]:
    """Every table, drafts first, then by kind and area, the newest days first."""
    query = sa.select(_table).order_by(
        _table.c.state,
        _table.c.kind.desc(),
        _table.c.area,
        _table.c.effective_from.desc(),
        _table.c.id.desc(),
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def find(connection: sa.Connection, table_id: int) -> dict[str, Any] | None:
    """One table."""
    row = connection.execute(sa.select(_table).where(_table.c.id == table_id)).mappings().first()
    return dict(row) if row else None


def find_for_change(session: Session, table_id: int) -> RuleTable | None:
    """One table with its row locked."""
    return session.scalar(sa.select(RuleTable).where(RuleTable.id == table_id).with_for_update())


def hold_back_others(session: Session, table: RuleTable) -> None:
    """Whoever publishes a table of this kind and area waits until this transaction has ended."""
    key = f"rule_table {table.kind} {table.area}"
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(key, 0))))


def list_overlapping(session: Session, table: RuleTable) -> list[RuleTable]:
    """The published tables of the same kind and area that hold on one of this table's days."""
    query = sa.select(RuleTable).where(
        RuleTable.kind == table.kind,
        RuleTable.area == table.area,
        RuleTable.state == State.PUBLISHED,
        RuleTable.effective_from <= table.effective_to,
        RuleTable.effective_to >= table.effective_from,
    )
    return list(session.scalars(query.order_by(RuleTable.edition)))


def next_id(session: Session) -> int:
    """An id that no table has had."""
    return numbering.next_number(session, "rule_table_id_seq")
