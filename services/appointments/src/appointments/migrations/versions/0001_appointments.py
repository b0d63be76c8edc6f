"""Appointments, no employee twice at once, and the tables every service has."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "appointments"
SLOT = "tstzrange(starts_at, ends_at)"
STANDS = "status = 'BOOKED' and not overlap_overridden"


def _text(name: str, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    # The extension is trusted: the database's owner may make it, where provisioning has not.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE SEQUENCE appointment_id_seq AS bigint")
    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('appointment_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        _text("type"),
        _moment("starts_at"),
        _moment("ends_at"),
        *(_text(name) for name in ("subject", "contact_info", "employee", "employee_key")),
        _text("employee_id", ""),
        _text("status"),
        _text("status_reason", ""),
        sa.Column("overlap_overridden", sa.Boolean, nullable=False, server_default=sa.false()),
        _text("override_reason", ""),
        sa.Column("recorded_late", sa.Boolean, nullable=False),
        _text("entered_by"),
        _moment("entered_at"),
        _text("updated_by"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.CheckConstraint("ends_at > starts_at", name="ck_appointment_ends_after_start"),
        sa.CheckConstraint("status in ('BOOKED', 'CANCELLED', 'NO SHOW')", name="ck_appointment_status"),
        sa.CheckConstraint(
            "overlap_overridden = (override_reason <> '')", name="ck_appointment_override_has_reason"
        ),
        sa.CheckConstraint("version > 0", name="ck_appointment_version_positive"),
        _no_overlap("employee_key", "ex_appointment_employee_name", STANDS),
        _no_overlap("employee_id", "ex_appointment_employee_id", f"{STANDS} and employee_id <> ''"),
    )
    op.create_index("ix_appointment_customer", "appointment", ["customer_number", "starts_at"])
    _index_calendar("employee_key", "status = 'BOOKED'")
    _index_calendar("employee_id", "status = 'BOOKED' and employee_id <> ''")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON appointment TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE appointment_id_seq TO {RUN_ROLE}")


def _no_overlap(column: str, name: str, where: str) -> ExcludeConstraint:
    return ExcludeConstraint((column, "="), (sa.text(SLOT), "&&"), where=sa.text(where), name=name)


def _index_calendar(column: str, where: str) -> None:
    op.create_index(
        f"ix_appointment_{column}", "appointment", [column, "starts_at"], postgresql_where=sa.text(where)
    )


def downgrade() -> None:
    op.drop_table("appointment")
    op.execute("DROP SEQUENCE appointment_id_seq")
    plumbing.drop(op)
