"""Customers, their numbers, and the tables every service has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
FIRST_NUMBER = 200001
"""New customers are numbered from here, above what the manuals' own examples use."""


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    op.execute(f"CREATE SEQUENCE customer_number_seq AS bigint START {FIRST_NUMBER}")
    op.create_table(
        "customer",
        sa.Column("number", sa.BigInteger, server_default=sa.text("nextval('customer_number_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        *(_text(name) for name in ("first_name", "middle_initial", "last_name", "organization_name")),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("tax_id_type", sa.Text, nullable=False, server_default="SSN"),
        sa.Column("ssn_sealed", sa.LargeBinary),
        sa.Column("ssn_index", sa.LargeBinary),
        sa.Column("date_of_birth", sa.Date),
        *(_text(name) for name in ("ethnicity", "ethnicity_subcategory")),
        sa.Column("special_handling", sa.Boolean, nullable=False, server_default=sa.false()),
        *(
            _text(f"address_{name}")
            for name in (
                "number",
                "street",
                "street_type",
                "building_type",
                "unit",
                "zip",
                "city",
                "county",
                "state",
            )
        ),
        sa.Column("address_overridden", ARRAY(sa.Text), nullable=False, server_default="{}"),
        *(
            _text(name)
            for name in (
                "home_phone",
                "home_phone_extension",
                "message_phone",
                "message_phone_extension",
                "mobile_phone",
                "other_phone",
                "other_phone_extension",
                "fax",
                "email",
            )
        ),
        sa.Column("best_time", sa.Text, nullable=False, server_default="NONE"),
        sa.Column("preferred_method", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default="ENGLISH"),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_customer"),
        sa.CheckConstraint(
            "organization_name <> '' or (first_name <> '' and last_name <> '')", name="ck_customer_has_a_name"
        ),
        sa.CheckConstraint(
            "(ssn_sealed is null) = (ssn_index is null)", name="ck_customer_ssn_sealed_and_indexed"
        ),
        sa.CheckConstraint("version > 0", name="ck_customer_version_positive"),
    )
    op.create_index("uq_customer_ssn_index", "customer", ["tax_id_type", "ssn_index"], unique=True)
    op.create_index("ix_customer_name_order", "customer", ["name_key", "number"])
    op.create_index(
        "ix_customer_name_key_words",
        "customer",
        ["name_key"],
        postgresql_using="gin",
        postgresql_ops={"name_key": "gin_trgm_ops"},
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON customer TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE customer_number_seq TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("customer")
    op.execute("DROP SEQUENCE customer_number_seq")
    plumbing.drop(op)
