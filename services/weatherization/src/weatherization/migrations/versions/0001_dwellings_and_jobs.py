"""Dwellings, their links to customers, jobs, and the tables every service has."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "weatherization"
FIRST = {"dwelling": 40001, "dwelling_link": 1, "job": 50001}
"""New dwellings and jobs are numbered from here, above what the manuals' own examples use."""
STATUSES = (
    "'NEW', 'SCHEDULED', 'ASSESSED', 'IN PROGRESS', 'INSPECTED', 'COMPLETED', 'REPORTED', 'DEFERRED',"
    " 'CANCELLED'"
)


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _id(table: str) -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger, server_default=sa.text(f"nextval('{table}_id_seq')"))


def _entered() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.BigInteger, nullable=False),
        _text("entered_by", None),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        _text("updated_by", None),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    # The extension is trusted: the database's owner may make it, where provisioning has not.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table, first in FIRST.items():
        op.execute(f"CREATE SEQUENCE {table}_id_seq AS bigint START {first}")
    _create_dwelling()
    _create_link()
    _create_job()
    for table in FIRST:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {RUN_ROLE}")
        op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {table}_id_seq TO {RUN_ROLE}")


def _create_dwelling() -> None:
    op.create_table(
        "dwelling",
        _id("dwelling"),
        _text("kind", None),
        *(_text(f"address_{name}") for name in ("number", "street_type", "building_type", "unit")),
        *(_text(f"address_{name}", None) for name in ("street", "zip", "city", "county", "state")),
        *_entered(),
        sa.PrimaryKeyConstraint("id", name="pk_dwelling"),
        sa.CheckConstraint(
            "address_street <> '' and address_zip <> '' and address_city <> '' and address_county <> ''"
            " and address_state <> ''",
            name="ck_dwelling_address_complete",
        ),
        sa.CheckConstraint("version > 0", name="ck_dwelling_version_positive"),
    )


def _create_link() -> None:
    op.create_table(
        "dwelling_link",
        _id("dwelling_link"),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("dwelling_id", sa.BigInteger, nullable=False),
        _text("role", None),
        sa.Column("linked_from", sa.Date, nullable=False),
        sa.Column("linked_to", sa.Date),
        *_entered(),
        sa.PrimaryKeyConstraint("id", name="pk_dwelling_link"),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name="fk_dwelling_link_dwelling_id"),
        sa.CheckConstraint("role in ('occupant', 'owner')", name="ck_dwelling_link_role"),
        sa.CheckConstraint("linked_to is null or linked_to >= linked_from", name="ck_dwelling_link_dates"),
        sa.CheckConstraint("version > 0", name="ck_dwelling_link_version_positive"),
        ExcludeConstraint(
            ("customer_number", "="),
            ("dwelling_id", "="),
            ("role", "="),
            (sa.text("daterange(linked_from, linked_to, '[]')"), "&&"),
            name="ex_dwelling_link_overlap",
        ),
    )
    op.create_index("ix_dwelling_link_customer_number", "dwelling_link", ["customer_number"])
    op.create_index("ix_dwelling_link_dwelling_id", "dwelling_link", ["dwelling_id"])


def _create_job() -> None:
    op.create_table(
        "job",
        _id("job"),
        sa.Column("dwelling_id", sa.BigInteger, nullable=False),
        _text("kind", "job"),
        _text("job_type", None),
        _text("status", None),
        _text("status_reason"),
        sa.Column("completed_date", sa.Date),
        sa.Column("reported_date", sa.Date),
        *_entered(),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name="fk_job_dwelling_id"),
        sa.CheckConstraint("kind = 'job'", name="ck_job_kind"),
        sa.CheckConstraint(f"status in ({STATUSES})", name="ck_job_status"),
        sa.CheckConstraint(
            "(completed_date is not null) = (status in ('COMPLETED', 'REPORTED'))",
            name="ck_job_completed_when_done",
        ),
        sa.CheckConstraint(
            "(reported_date is not null) = (status = 'REPORTED')", name="ck_job_reported_when_reported"
        ),
        sa.CheckConstraint("reported_date >= completed_date", name="ck_job_reported_after_completed"),
        sa.CheckConstraint("version > 0", name="ck_job_version_positive"),
    )
    op.create_index("ix_job_dwelling_id", "job", ["dwelling_id", "id"])


def downgrade() -> None:
    for table in reversed(FIRST):
        op.drop_table(table)
        op.execute(f"DROP SEQUENCE {table}_id_seq")
    plumbing.drop(op)
