"""The terms of a customer's account, and the sales that an import brings."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _amount(name: str) -> sa.Column:
    return sa.Column(name, sa.Numeric(12, 2), nullable=False)


def upgrade() -> None:
    op.create_table(
        "account_terms",
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        _flag("tax_exempt"),
        sa.Column("exemption_type", sa.Text, nullable=False, server_default=""),
        sa.Column("tax_certificate", sa.BigInteger),
        sa.Column("tax_certificate_expires", sa.Date),
        sa.Column("special_tax_rate", sa.Numeric(5, 2)),
        sa.Column("invoice_discount", sa.Numeric(5, 2)),
        sa.Column("discount_days", sa.Integer),
        sa.Column("due_days", sa.Integer),
        sa.Column("credit_limit", sa.Numeric(12, 2)),
        sa.Column("pricing_tier", sa.Text, nullable=False),
        sa.Column("catalog_sent", sa.Date),
        _flag("statement_summary"),
        sa.Column("route", sa.Integer),
        sa.Column("delivery_sequence", sa.Integer),
        sa.Column("updated_by", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_account_terms"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_account_terms_number_customer"),
        sa.CheckConstraint("version > 0", name="ck_account_terms_version_positive"),
        sa.CheckConstraint("special_tax_rate between 0 and 100", name="ck_account_terms_special_tax_rate"),
        sa.CheckConstraint("invoice_discount between 0 and 100", name="ck_account_terms_invoice_discount"),
        sa.CheckConstraint("discount_days >= 0 and due_days >= 0", name="ck_account_terms_days"),
        sa.CheckConstraint("credit_limit >= 0", name="ck_account_terms_credit_limit"),
        sa.CheckConstraint("route >= 0 and delivery_sequence >= 0", name="ck_account_terms_delivery"),
    )
    op.create_table(
        "sale",
        sa.Column("sale_number", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("batch", sa.BigInteger, nullable=False),
        sa.Column("sold_on", sa.Date, nullable=False),
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        *(_amount(name) for name in ("gross", "shipping", "tax")),
        sa.Column("cost", sa.Numeric(12, 2)),
        sa.Column("paid", sa.Boolean, nullable=False),
        _flag("returned"),
        sa.PrimaryKeyConstraint("sale_number", name="pk_sale"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_sale_number_customer"),
        sa.CheckConstraint(
            "shipping >= 0 and tax >= 0 and cost >= 0 and gross >= shipping + tax", name="ck_sale_amounts"
        ),
        sa.CheckConstraint("batch > 0", name="ck_sale_batch_positive"),
    )
    op.create_index("ix_sale_customer_order", "sale", ["number", "sold_on", "sale_number"])
    op.create_table(
        "sale_line",
        sa.Column("sale_number", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        _amount("amount"),
        sa.PrimaryKeyConstraint("sale_number", "line", name="pk_sale_line"),
        sa.ForeignKeyConstraint(
            ["sale_number"], ["sale.sale_number"], name="fk_sale_line_sale_number_sale", ondelete="CASCADE"
        ),
        sa.CheckConstraint("quantity > 0", name="ck_sale_line_quantity_positive"),
        sa.CheckConstraint("amount >= 0", name="ck_sale_line_amount"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON account_terms, sale TO {RUN_ROLE}")
    # The lines of a sale that is told again take the place of those it had.
    op.execute(f"GRANT SELECT, INSERT, DELETE ON sale_line TO {RUN_ROLE}")


def downgrade() -> None:
    for table in ("sale_line", "sale", "account_terms"):
        op.drop_table(table)
