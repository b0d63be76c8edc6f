"""Which secure messages of customers and vendors nobody of the staff has read."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    op.create_table(
        "heard_message",
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("home_number", sa.BigInteger, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("read", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("message_id", name="pk_heard_message"),
    )
    op.create_index("ix_heard_message_home_number", "heard_message", ["home_number"])
    op.create_index(
        "ix_heard_message_unread",
        "heard_message",
        ["customer_number"],
        postgresql_where=sa.text("sent and not read"),
    )
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE (customer_number, home_number, sent, read) ON heard_message TO {RUN_ROLE}"
    )


def downgrade() -> None:
    op.drop_table("heard_message")
