"""What the role that runs a service may change of a row, column by column. For migrations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa


def keep_unchanged(op: Any, run_role: str, table: str, *columns: str) -> None:
    """Takes the right to change some columns of a table from the role, and leaves it that for all others there are.

    A column that is added later is changed by nobody before its own migration grants it. `op` is Alembic's
    operations proxy.
    """
    found = [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
    missing = set(columns) - set(found)
    if missing:
        raise ValueError(f"{table} has no column {', '.join(sorted(missing))}")
    left = ", ".join(f'"{name}"' for name in found if name not in columns)
    op.execute(f'REVOKE UPDATE ON "{table}" FROM "{run_role}"')
    op.execute(f'GRANT UPDATE ({left}) ON "{table}" TO "{run_role}"')


def allow_all(op: Any, run_role: str, *tables: str) -> None:
    """Undoes `keep_unchanged`."""
    for table in tables:
        op.execute(f'GRANT UPDATE ON "{table}" TO "{run_role}"')
