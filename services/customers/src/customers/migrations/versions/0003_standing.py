"""Where a customer's record stands, what kind of account it is, who follows it up and when."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FLAGS = ("wholesale", "dormant", "cash_on_demand", "marketing_emails", "email_bounced")
STAFF = ("analyst_id", "analyst_name", "qa_analyst_id", "qa_analyst_name")


def upgrade() -> None:
    op.add_column("customer", sa.Column("status", sa.Text, nullable=False, server_default="ACTIVE"))
    op.add_column("customer", sa.Column("merged_into", sa.BigInteger))
    op.add_column("customer", sa.Column("customer_type", sa.Text, nullable=False, server_default="RESIDENT"))
    op.add_column("customer", sa.Column("contact_date", sa.Date))
    for name in FLAGS:
        op.add_column("customer", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    for name in STAFF:
        op.add_column("customer", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_check_constraint("ck_customer_status", "customer", "status in ('ACTIVE', 'DELETED', 'MERGED')")
    op.create_check_constraint(
        "ck_customer_merged_into_another",
        "customer",
        "(status = 'MERGED') = (merged_into is not null) and merged_into is distinct from number",
    )
    op.create_foreign_key(
        "fk_customer_merged_into_customer", "customer", "customer", ["merged_into"], ["number"]
    )
    op.create_index(
        "ix_customer_merged_into",
        "customer",
        ["merged_into"],
        postgresql_where=sa.text("merged_into is not null"),
    )
    # A number that a deleted or a merged record has may be entered again (R11, R21).
    op.drop_index("uq_customer_ssn_index", "customer")
    op.create_index(
        "uq_customer_ssn_index",
        "customer",
        ["tax_id_type", "ssn_index"],
        unique=True,
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )


def downgrade() -> None:
    op.drop_index("uq_customer_ssn_index", "customer")
    op.create_index("uq_customer_ssn_index", "customer", ["tax_id_type", "ssn_index"], unique=True)
    for name in ("status", "merged_into", "customer_type", "contact_date", *FLAGS, *STAFF):
        op.drop_column("customer", name)
