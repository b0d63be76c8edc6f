"""How long the tables that every service has keep their rows, and the removal of what is older.

Events stay 90 days, so that a consumer that finds a gap can have it filled. An event may come back as long as it
is kept, so what was received is remembered longer. Answers to repeated commands stay 30 days.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from homefire.plumbing import answers, inbox, outbox

CHUNK = 5000
"""Rows removed in one transaction, so that none takes long."""

_KEPT: tuple[tuple[sa.Table, sa.Column[object], timedelta], ...] = (
    (outbox, outbox.c.published_at, timedelta(days=90)),
    (inbox, inbox.c.received_at, timedelta(days=120)),
    (answers, answers.c.created_at, timedelta(days=30)),
)


def remove_old_rows(connection: sa.Connection) -> bool:
    """Removes up to `CHUNK` rows from each table, in a transaction each; whether there may be more."""
    more = False
    for table, column, kept in _KEPT:
        keys = list(table.primary_key)
        old = sa.select(*keys).where(column < sa.func.now() - kept).limit(CHUNK)
        with connection.begin():
            removed = connection.execute(sa.delete(table).where(sa.tuple_(*keys).in_(old))).rowcount
        more = more or removed == CHUNK
    return more
