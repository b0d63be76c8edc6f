"""Who holds which record for editing."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    op.create_table(
        "record_lock",
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("holder_id", sa.Text, nullable=False),
        sa.Column("holder_name", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_over", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("number", name="pk_record_lock"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_record_lock_number_customer"),
        sa.CheckConstraint("token > 0", name="ck_record_lock_token_positive"),
    )
    op.create_index("ix_record_lock_holder", "record_lock", ["holder_id"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON record_lock TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("record_lock")
