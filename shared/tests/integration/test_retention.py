"""What is old enough goes; everything else stays."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from homefire import plumbing
from homefire.retention import remove_old_rows


def days_ago(days):
    """A moment before now, as the database reckons."""
    return sa.func.now() - sa.text(f"interval '{days} days'")


def outbox_row(name, published):
    """An event published that long ago, or not yet."""
    return {
        "id": uuid.uuid4(), "type": name, "subject": "1", "aggregate": "a/1", "sequence": 1, "body": {},
        "published_at": published,
    }  # fmt: skip


def test_old_rows_are_removed_and_unpublished_events_never(database):
    with database("customers").connect() as connection:
        rows = [
            outbox_row("retention_old", days_ago(91)),
            outbox_row("retention_new", days_ago(89)),
            outbox_row("retention_unsent", None),
        ]
        for row in rows:
            connection.execute(sa.insert(plumbing.outbox).values(**row))
        for key, days in (("retention_old", 31), ("retention_new", 29)):
            values = {
                "caller": "c",
                "operation": "o",
                "key": key,
                "request_mac": b"",
                "created_at": days_ago(days),
            }
            connection.execute(sa.insert(plumbing.answers).values(**values))
        for handler, days in (("retention_old", 121), ("retention_new", 119)):
            values = {"event_id": uuid.uuid4(), "handler": handler, "received_at": days_ago(days)}
            connection.execute(sa.insert(plumbing.inbox).values(**values))
        connection.commit()
        assert remove_old_rows(connection) is False
        kept = {
            "outbox": connection.scalars(sa.select(plumbing.outbox.c.type)).all(),
            "answers": connection.scalars(sa.select(plumbing.answers.c.key)).all(),
            "inbox": connection.scalars(sa.select(plumbing.inbox.c.handler)).all(),
        }
        for values in kept.values():
            assert "retention_new" in values
            assert "retention_old" not in values
        assert "retention_unsent" in kept["outbox"]
        connection.execute(sa.delete(plumbing.outbox).where(plumbing.outbox.c.type.startswith("retention")))
        connection.commit()
