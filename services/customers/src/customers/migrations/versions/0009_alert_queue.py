"""The alert queue: which customers have a high-priority note that nobody has acknowledged, and the queue's order."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
IN_QUEUE = sa.text("status = 'ACTIVE' and not dormant")
ORDER = ["high_priority", "contact_date", "number"]


def upgrade() -> None:
    op.add_column(
        "customer", sa.Column("high_priority", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_index("ix_customer_queue", "customer", ORDER, postgresql_where=IN_QUEUE)
    op.create_index(
        "ix_customer_queue_of_analyst", "customer", ["analyst_id", *ORDER], postgresql_where=IN_QUEUE
    )
    op.create_table(
        "priority_note",
        sa.Column("note_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("added", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("acknowledged", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("note_id", name="pk_priority_note"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_priority_note_number_customer"),
    )
    op.create_index(
        "ix_priority_note_open",
        "priority_note",
        ["number"],
        postgresql_where=sa.text("added and not acknowledged"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON priority_note TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("priority_note")
    op.drop_index("ix_customer_queue_of_analyst", "customer")
    op.drop_index("ix_customer_queue", "customer")
    op.drop_column("customer", "high_priority")
