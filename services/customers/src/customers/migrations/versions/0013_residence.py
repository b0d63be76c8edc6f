"""Where a customer lives, where that is not where mail goes, with its days (R142)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from homefire import grants

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
ADDRESS = ("number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state")


def upgrade() -> None:
    for name in ADDRESS:
        op.add_column("customer", sa.Column(f"residence_{name}", sa.Text, nullable=False, server_default=""))
    overridden = sa.Column("residence_overridden", ARRAY(sa.Text), nullable=False, server_default="{}")
    op.add_column("customer", overridden)
    op.create_table(
        "residence_period",
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        *(sa.Column(name, sa.Text, nullable=False) for name in ADDRESS),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_number", "valid_from", name="pk_residence_period"),
        sa.ForeignKeyConstraint(
            ["customer_number"], ["customer.number"], name="fk_residence_period_customer_number_customer"
        ),
        sa.CheckConstraint("valid_to > valid_from", name="ck_residence_period_dates"),
    )
    op.execute(
        "ALTER TABLE residence_period ADD CONSTRAINT ex_residence_period_one_at_a_time"
        " EXCLUDE USING gist (customer_number WITH =, daterange(valid_from, valid_to) WITH &&)"
    )
    # A period is ended, never given to another customer or another day: one that is replaced is removed.
    op.execute(f"GRANT SELECT, INSERT, UPDATE (valid_to), DELETE ON residence_period TO {RUN_ROLE}")
    op.execute(f"REVOKE UPDATE ON address_period FROM {RUN_ROLE}")
    op.execute(f"GRANT UPDATE (valid_to) ON address_period TO {RUN_ROLE}")
    grants.keep_unchanged(op, RUN_ROLE, "customer", "number", "entered_by", "entered_at")


def downgrade() -> None:
    grants.allow_all(op, RUN_ROLE, "customer", "address_period")
    op.drop_table("residence_period")
    for name in (*ADDRESS, "overridden"):
        op.drop_column("customer", f"residence_{name}")
