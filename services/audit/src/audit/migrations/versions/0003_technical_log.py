"""The technical log: events that become no notes. Protected as the notes are (R187, R206)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN = "audit"
OWNER = "audit_owner"
TABLE = "technical_log"
GRIDS = {"grid": [], "subject": ["subject"], "aggregate": ["aggregate"], "actor": ["actor_id"]}


def upgrade() -> None:
    op.execute(f"SET LOCAL ROLE {OWNER}")
    texts = ("event_type", "event_source", "producer", "subject", "aggregate")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("imported", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor_id", "actor_kind", "correlation_id")),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=False)
            for name in ("occurred_at", "recorded_at")
        ),
        sa.Column("key_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_technical_log"),
        sa.UniqueConstraint("event_id", name="uq_technical_log_event_id"),
    )
    for name, columns in GRIDS.items():
        op.create_index(f"ix_technical_log_{name}", TABLE, [*columns, "occurred_at", "id"])
    op.create_index(
        "uq_technical_log_imported",
        TABLE,
        ["event_source", "aggregate"],
        unique=True,
        postgresql_where=sa.text("imported"),
    )
    _make_permanent()
    op.execute(f"GRANT SELECT, INSERT ON {TABLE} TO {RUN}")
    op.execute("RESET ROLE")


def downgrade() -> None:
    raise NotImplementedError("The log is permanent: what it holds cannot be taken back.")


def _make_permanent() -> None:
    """The bolts that `0001` puts on the notes: a statement trigger, and one for rows that replication applies."""
    bolts = {
        "is_permanent": "UPDATE OR DELETE OR TRUNCATE ON {} FOR EACH STATEMENT",
        "row_is_permanent": "UPDATE OR DELETE ON {} FOR EACH ROW",
    }
    for name, when in bolts.items():
        trigger = f"{TABLE}_{name}"
        op.execute(f"CREATE TRIGGER {trigger} BEFORE {when.format(TABLE)} EXECUTE FUNCTION refuse_change()")
        op.execute(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {trigger}")
