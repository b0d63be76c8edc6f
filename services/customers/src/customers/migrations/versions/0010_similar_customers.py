"""Indexes by which the same person is found again: e-mail, phones."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_customer_similar_email ON customer (lower(email)) WHERE email <> ''")
    op.execute(
        "CREATE INDEX ix_customer_similar_phones ON customer USING gin"
        " (array_remove(ARRAY[home_phone, message_phone, mobile_phone, other_phone], ''))"
    )


def downgrade() -> None:
    for name in ("email", "phones"):
        op.execute(f"DROP INDEX ix_customer_similar_{name}")
