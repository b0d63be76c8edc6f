"""The tables that every service's database has, whatever the service is about.

They live in the service's own database, so that an event, a remembered answer and the change itself commit
together. They are Core tables with a metadata of their own; a service's first migration calls `create`.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()
_now = sa.text("now()")

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.BigInteger, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("pub_seq", sa.BigInteger, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("aggregate", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_now),
    sa.Column("published_at", sa.DateTime(timezone=True)),
)
sa.Index(
    "ix_outbox_unsent", outbox.c.pub_seq, outbox.c.position, postgresql_where=outbox.c.published_at.is_(None)
)
sa.Index("ix_outbox_published_at", outbox.c.published_at)

relay_state = sa.Table(
    "relay_state",
    metadata,
    sa.Column(
        "id", sa.Integer, sa.CheckConstraint("id = 1", name="ck_relay_state_one_row"), primary_key=True
    ),
    sa.Column("next_seq", sa.BigInteger, nullable=False),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("handler", sa.Text, primary_key=True),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, server_default=_now, index=True),
)

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("operation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_mac", sa.LargeBinary, nullable=False),
    sa.Column("answer", JSONB),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_now, index=True),
)

field_keys = sa.Table(
    "field_keys",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_now),
    sa.Column("retired_at", sa.DateTime(timezone=True)),
)

projection = sa.Table(
    "projection",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("data", JSONB, nullable=False),
)

reference_entry = sa.Table(
    "reference_entry",
    metadata,
    sa.Column("list", sa.Text, primary_key=True),
    sa.Column("program", sa.Text, primary_key=True, server_default=""),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("data", JSONB, nullable=False, server_default="{}"),
    sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name="ck_reference_entry_dates"),
)

_RIGHTS = {
    "outbox": "SELECT, INSERT, UPDATE, DELETE",
    "relay_state": "SELECT, UPDATE",
    "inbox": "SELECT, INSERT, DELETE",
    "answers": "SELECT, INSERT, UPDATE, DELETE",
    "field_keys": "SELECT",
    "projection": "SELECT, INSERT, UPDATE",
    "reference_entry": "SELECT, INSERT, UPDATE",
}


def create(op: Any, run_role: str) -> None:
    """Creates the tables and gives the role that runs the service what it needs on them, and no more.

    `op` is Alembic's operations proxy.
    """
    metadata.create_all(op.get_bind(), checkfirst=False)
    op.execute("INSERT INTO relay_state (id, next_seq) VALUES (1, 1)")
    op.execute(f'GRANT SELECT ON alembic_version TO "{run_role}"')
    for table, rights in _RIGHTS.items():
        op.execute(f'GRANT {rights} ON "{table}" TO "{run_role}"')


def drop(op: Any) -> None:
    """Undoes `create`."""
    metadata.drop_all(op.get_bind(), checkfirst=False)
