"""What customers sign up for in the portal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"


def upgrade() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("customer_number", sa.BigInteger),
        sa.Column("home_number", sa.BigInteger),
        sa.Column("link_id", sa.BigInteger),
        sa.Column("program_code", sa.Text, nullable=False),
        sa.Column("program_year", sa.Integer, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("application_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.ForeignKeyConstraint(
            ["program_code", "program_year"],
            ["program_year.program_code", "program_year.year"],
            name="fk_registration_program_code_program_year",
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_registration_application_id_application"
        ),
        sa.CheckConstraint(
            "home_number is distinct from customer_number or home_number is null",
            name="ck_registration_away_from_home",
        ),
    )
    op.create_index(
        "uq_registration_waiting",
        "registration",
        ["account_id", "program_code", "program_year"],
        unique=True,
        postgresql_where=sa.text("application_id is null"),
    )
    op.create_index("ix_registration_customer_number", "registration", ["customer_number"])
    changing = "customer_number, home_number, link_id, application_id"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({changing}) ON registration TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("registration")
