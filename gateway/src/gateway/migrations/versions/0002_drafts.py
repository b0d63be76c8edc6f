"""Drafts of what somebody has not saved yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RUN = "gateway"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "customer_number", name="pk_draft"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_draft_account_id"),
    )
    op.create_index("ix_draft_saved_at", "draft", ["saved_at"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO {RUN}")


def downgrade() -> None:
    op.drop_table("draft")
