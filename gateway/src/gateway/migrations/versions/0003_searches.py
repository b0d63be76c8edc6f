"""Searches for what may stand in no address."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN = "gateway"


def upgrade() -> None:
    op.create_table(
        "kept_search",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_search"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_kept_search_account_id"),
    )
    op.create_index("ix_kept_search_kept_at", "kept_search", ["kept_at"])
    op.execute(f"GRANT SELECT, INSERT, DELETE ON kept_search TO {RUN}")


def downgrade() -> None:
    op.drop_table("kept_search")
