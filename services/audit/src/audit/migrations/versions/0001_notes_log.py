"""The notes log, the keys of its texts, and the access log.

The tables belong to `audit_owner`, a role that cannot log in. The role that runs the service may read and add
notes and nothing else. The triggers are the second bolt: they also stop a superuser and a replication role,
until somebody takes them off on purpose, which the log's hashes are there to find (R206).
"""

import sqlalchemy as sa
from alembic import op

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN = "audit"
OWNER = "audit_owner"
PERMANENT = ("note", "access_log")

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are permanent: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def upgrade() -> None:
    plumbing.create(op, RUN)
    op.execute(f"SET LOCAL ROLE {OWNER}")
    op.execute(REFUSE)
    _create_customer_key()
    _create_note()
    _create_access_log()
    for table in PERMANENT:
        _make_permanent(table)
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {RUN}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON customer_key TO {RUN}")
    op.execute("RESET ROLE")


def downgrade() -> None:
    raise NotImplementedError("The log is permanent: its first migration cannot be taken back.")


def _make_permanent(table: str) -> None:
    """Refuses every change but an addition, whoever asks, and whether or not a row would match."""
    op.execute(
        f"CREATE TRIGGER {table}_is_permanent BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    # A statement trigger misses changes that logical replication applies row by row.
    op.execute(
        f"CREATE TRIGGER {table}_row_is_permanent BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_is_permanent")
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_row_is_permanent")


def _create_customer_key() -> None:
    op.create_table(
        "customer_key",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer_key"),
        sa.UniqueConstraint("subject", name="uq_customer_key_subject"),
    )


def _create_note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("leaf_index", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("previous_hash", sa.LargeBinary),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("ordinal", sa.BigInteger, nullable=False),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("event_source", sa.Text, nullable=False),
        sa.Column("producer", sa.Text, nullable=False),
        sa.Column("pub_seq", sa.BigInteger),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("action_code", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("high_priority", sa.Boolean, nullable=False),
        sa.Column("amends", sa.Uuid),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.ForeignKeyConstraint(["amends"], ["note.id"], name="fk_note_amends"),
        sa.UniqueConstraint("leaf_index", name="uq_note_leaf_index"),
        sa.UniqueConstraint("subject", "number", name="uq_note_subject_number"),
        sa.UniqueConstraint("event_id", "ordinal", name="uq_note_event_id_ordinal"),
        sa.CheckConstraint("leaf_index >= 0 and number >= 1 and ordinal >= 0", name="counts"),
        sa.CheckConstraint("(number = 1) = (previous_hash is null)", name="chain"),
        sa.CheckConstraint("octet_length(salt) = 32 and octet_length(leaf_hash) = 32", name="sizes"),
        sa.CheckConstraint("source in ('manual', 'automatic', 'imported')", name="source"),
        sa.CheckConstraint("length(action_code) between 1 and 10", name="action_code"),
    )
    amendment = sa.text("amends is not null")
    grid = ["subject", "entered_at", "number"]
    op.create_index("ix_note_grid", "note", grid, postgresql_where=sa.text("amends is null"))
    op.create_index("ix_note_amends", "note", ["amends", "number"], postgresql_where=amendment)
    op.create_index(
        "uq_note_imported",
        "note",
        ["event_source", "aggregate"],
        unique=True,
        postgresql_where=sa.text("source = 'imported'"),
    )


def _create_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("actor_id", sa.Text, nullable=False),
        sa.Column("actor_kind", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_access_log"),
        sa.UniqueConstraint("event_id", name="uq_access_log_event_id"),
    )
    op.create_index("ix_access_log_grid", "access_log", ["subject", "occurred_at", "id"])
