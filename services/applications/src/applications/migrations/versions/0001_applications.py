"""Programs, applications, pledges, households, and the tables every service has."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
STATUSES = (
    "'PENDING', 'ELIGIBLE', 'DENIED', 'WITHDRAWN', 'TRANSFERRED', 'BENEFITTED', 'REJECTED', 'CORRECTED'"
)
ENDED_WITHOUT_BENEFIT = "'DENIED', 'WITHDRAWN'"
NEVER_TRANSFERRED = "'PENDING', 'ELIGIBLE', 'DENIED', 'WITHDRAWN'"
FIRST_YEAR, LAST_YEAR = 2018, 2027


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _needed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _id(table: str) -> sa.Column[Any]:
    op.execute(f"CREATE SEQUENCE {table}_id_seq AS bigint")
    return sa.Column("id", sa.BigInteger, server_default=sa.text(f"nextval('{table}_id_seq')"))


def _application_id(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    constraint = sa.ForeignKeyConstraint(
        ["application_id"], ["application.id"], name=f"fk_{table}_application_id"
    )
    return sa.Column("application_id", sa.BigInteger, nullable=False), constraint


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    _create_programs()
    _create_application()
    _create_transfer()
    _create_pledge()
    _create_household()
    op.execute(f"GRANT SELECT ON program, program_year TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON application, pledge, household_summary TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON transfer TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON household_member TO {RUN_ROLE}")
    for name in ("application", "pledge", "household_member"):
        op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {name}_id_seq TO {RUN_ROLE}")


def _create_programs() -> None:
    program = op.create_table(
        "program",
        _needed("code"),
        _needed("name"),
        sa.Column("unique_by", ARRAY(sa.Text), nullable=False, server_default="{customer}"),
        sa.PrimaryKeyConstraint("code", name="pk_program"),
        sa.CheckConstraint(
            "unique_by <@ array['customer', 'utility', 'account', 'address'] and cardinality(unique_by) > 0",
            name="ck_program_unique_by",
        ),
    )
    program_year = op.create_table(
        "program_year",
        _needed("program_code"),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("program_code", "year", name="pk_program_year"),
        sa.ForeignKeyConstraint(["program_code"], ["program.code"], name="fk_program_year_program_code"),
        sa.CheckConstraint("valid_to >= valid_from", name="ck_program_year_dates"),
    )
    op.bulk_insert(program, [{"code": "HEAP", "name": "HOME ENERGY ASSISTANCE PROGRAM"}])
    # The state's contracts for a year run from the November before it to the July after it, and overlap.
    op.bulk_insert(
        program_year,
        [
            {
                "program_code": "HEAP",
                "year": year,
                "valid_from": date(year - 1, 11, 1),
                "valid_to": date(year + 1, 7, 31),
            }
            for year in range(FIRST_YEAR, LAST_YEAR + 1)
        ],
    )


def _create_application() -> None:
    place = ("number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state")
    op.create_table(
        "application",
        _id("application"),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        _needed("program_code"),
        sa.Column("program_year", sa.Integer, nullable=False),
        _needed("status"),
        _text("status_reason"),
        sa.Column("intake_date", sa.Date, nullable=False),
        sa.Column("transfer_date", sa.Date),
        *(_text(f"place_{name}") for name in place),
        sa.Column("place_overridden", ARRAY(sa.Text), nullable=False, server_default="{}"),
        _needed("service_address"),
        *(_text(name) for name in ("utility_vendor", "utility_type", "account_number")),
        _needed("active_key"),
        sa.Column("household_mode", sa.Text, nullable=False, server_default="individual"),
        _needed("entered_by"),
        _moment("entered_at"),
        _needed("updated_by"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
        sa.ForeignKeyConstraint(
            ["program_code", "program_year"],
            ["program_year.program_code", "program_year.year"],
            name="fk_application_program_code_program_year",
        ),
        sa.CheckConstraint("version > 0", name="ck_application_version_positive"),
        sa.CheckConstraint(f"status in ({STATUSES})", name="ck_application_status"),
        sa.CheckConstraint(
            f"case when status in ({NEVER_TRANSFERRED}) then transfer_date is null"
            " when status = 'TRANSFERRED' then transfer_date is not null else true end",
            name="ck_application_transfer_date",
        ),
        sa.CheckConstraint("transfer_date >= intake_date", name="ck_application_transfer_after_intake"),
        sa.CheckConstraint(
            "household_mode in ('individual', 'summary')", name="ck_application_household_mode"
        ),
    )
    op.create_index("ix_application_customer_number", "application", ["customer_number"])
    op.create_index(
        "uq_application_active",
        "application",
        ["program_code", "program_year", "active_key"],
        unique=True,
        postgresql_where=sa.text(f"status not in ({ENDED_WITHOUT_BENEFIT})"),
    )
    op.create_index(
        "ix_application_service_address", "application", ["program_code", "program_year", "service_address"]
    )
    op.create_index(
        "ix_application_account",
        "application",
        ["program_code", "program_year", "account_number"],
        postgresql_where=sa.text("account_number <> ''"),
    )


def _create_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        *_application_id("transfer"),
        sa.Column("transfer_date", sa.Date, nullable=False),
        _needed("entered_by"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
    )
    op.create_index("ix_transfer_application_id", "transfer", ["application_id"])


def _create_pledge() -> None:
    op.create_table(
        "pledge",
        _id("pledge"),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_application_id("pledge"),
        _text("memo"),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        _text("payee"),
        _needed("status"),
        _text("status_reason"),
        sa.Column("date_submitted", sa.Date, nullable=False),
        _needed("entered_by"),
        _moment("entered_at"),
        _needed("updated_by"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge"),
        sa.CheckConstraint("version > 0", name="ck_pledge_version_positive"),
        sa.CheckConstraint("amount > 0", name="ck_pledge_amount_positive"),
        sa.CheckConstraint("status in ('OPEN', 'PAID', 'CANCELLED')", name="ck_pledge_status"),
    )
    op.create_index("ix_pledge_application_id", "pledge", ["application_id"])


def _create_household() -> None:
    op.create_table(
        "household_member",
        _id("household_member"),
        *_application_id("household_member"),
        sa.Column("position", sa.Integer, nullable=False),
        _needed("first_name"),
        _text("middle_initial"),
        _needed("last_name"),
        sa.Column("date_of_birth", sa.Date),
        sa.Column("ssn_sealed", sa.LargeBinary),
        sa.Column("ssn_index", sa.LargeBinary),
        _text("gender"),
        _text("race"),
        _needed("relation"),
        _text("education"),
        sa.PrimaryKeyConstraint("id", name="pk_household_member"),
        sa.CheckConstraint(
            "(ssn_sealed is null) = (ssn_index is null)", name="ck_household_member_ssn_sealed_and_indexed"
        ),
    )
    op.create_index("ix_household_member_application_id", "household_member", ["application_id", "position"])
    # Deferred to the commit, since two members may change places; a unique index cannot wait.
    op.execute(
        "ALTER TABLE household_member ADD CONSTRAINT ex_household_member_one_self"
        " EXCLUDE USING btree (application_id WITH =) WHERE (relation = 'SELF') DEFERRABLE INITIALLY DEFERRED"
    )
    op.create_table(
        "household_summary",
        *_application_id("household_summary"),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("counts", JSONB, nullable=False, server_default="{}"),
        sa.PrimaryKeyConstraint("application_id", name="pk_household_summary"),
        sa.CheckConstraint("size > 0", name="ck_household_summary_size_positive"),
    )


def downgrade() -> None:
    for table in (
        "household_summary",
        "household_member",
        "pledge",
        "transfer",
        "application",
        "program_year",
        "program",
    ):
        op.drop_table(table)
    for table in ("household_member", "pledge", "application"):
        op.execute(f"DROP SEQUENCE {table}_id_seq")
    plumbing.drop(op)
