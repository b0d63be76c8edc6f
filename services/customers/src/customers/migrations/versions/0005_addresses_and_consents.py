"""Mailing addresses with their days, and what customers have agreed to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
ADDRESS = ("number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state")
CONSENTS = ("sms_consent", "email_consent")


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _create_address_period()
    _create_consent_entry()
    for name in CONSENTS:
        op.add_column("customer", sa.Column(name, sa.Text, nullable=False, server_default="NONE"))
        op.create_check_constraint(
            f"ck_customer_{name}", "customer", f"{name} in ('NONE', 'GIVEN', 'REVOKED')"
        )


def _create_address_period() -> None:
    op.create_table(
        "address_period",
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        *(sa.Column(name, sa.Text, nullable=False) for name in ADDRESS),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_number", "valid_from", name="pk_address_period"),
        sa.ForeignKeyConstraint(
            ["customer_number"], ["customer.number"], name="fk_address_period_customer_number_customer"
        ),
        sa.CheckConstraint("valid_to > valid_from", name="ck_address_period_dates"),
    )
    op.execute(
        "ALTER TABLE address_period ADD CONSTRAINT ex_address_period_one_at_a_time"
        " EXCLUDE USING gist (customer_number WITH =, daterange(valid_from, valid_to) WITH &&)"
    )
    # An address that is there already is taken to be the customer's since the record was entered.
    columns = ", ".join(f"address_{name}" for name in ADDRESS)
    op.execute(
        f"INSERT INTO address_period (customer_number, valid_from, {', '.join(ADDRESS)}, entered_by, entered_at)"
        f" SELECT number, entered_at::date, {columns}, updated_by, updated_at FROM customer"
        f" WHERE concat({columns}) <> ''"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON address_period TO {RUN_ROLE}")


def _create_consent_entry() -> None:
    op.create_table(
        "consent_entry",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("channel", "state")),
        sa.Column("dated", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("source", "entered_by")),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consent_entry"),
        sa.ForeignKeyConstraint(
            ["customer_number"], ["customer.number"], name="fk_consent_entry_customer_number_customer"
        ),
        sa.CheckConstraint("channel in ('sms', 'email', 'marketing')", name="ck_consent_entry_channel"),
        sa.CheckConstraint("state in ('GIVEN', 'REVOKED')", name="ck_consent_entry_state"),
    )
    op.create_index("ix_consent_entry_of_customer", "consent_entry", ["customer_number", "channel", "id"])
    # What a customer has said is added to and never changed.
    op.execute(f"GRANT SELECT, INSERT ON consent_entry TO {RUN_ROLE}")


def downgrade() -> None:
    for name in CONSENTS:
        op.drop_column("customer", name)
    op.drop_table("consent_entry")
    op.drop_table("address_period")
