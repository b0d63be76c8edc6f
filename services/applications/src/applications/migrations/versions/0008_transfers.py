"""Certifications, what each transfer sent to CORE, CORE's answers, and change requests to CSD."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _needed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _stamps(*verbs: str) -> list[sa.Column[Any]]:
    found: list[sa.Column[Any]] = []
    for verb in verbs:
        found.append(_needed(f"{verb}_by"))
        found.append(sa.Column(f"{verb}_at", sa.DateTime(timezone=True), nullable=False))
    return found


def _id(name: str, target: str, table: str, *, nullable: bool = False) -> tuple[Any, Any]:
    column = sa.Column(name, sa.BigInteger, nullable=nullable)
    return column, sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}")


def upgrade() -> None:
    _create_certification()
    _extend_transfer()
    _create_answer()
    _create_change_request()
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON certification, change_request TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON transfer_person, core_answer TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON change_request_field TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE change_request_id_seq TO {RUN_ROLE}")


def _create_certification() -> None:
    op.create_table(
        "certification",
        *_id("application_id", "application", "certification"),
        sa.Column("document_date", sa.Date),
        sa.Column("certification_date", sa.Date),
        _text("certified_by"),
        sa.Column("consent_date", sa.Date),
        *_stamps("entered", "updated"),
        sa.PrimaryKeyConstraint("application_id", name="pk_certification"),
        sa.CheckConstraint(
            "(certification_date is null) = (certified_by = '')", name="ck_certification_certified_by"
        ),
    )


def _extend_transfer() -> None:
    op.add_column("transfer", sa.Column("by_hand", sa.Boolean, nullable=False, server_default=sa.true()))
    op.add_column("transfer", _text("override_reason"))
    op.add_column("transfer", sa.Column("sent", JSONB))
    op.create_table(
        "transfer_person",
        *_id("transfer_id", "transfer", "transfer_person"),
        sa.Column("position", sa.Integer, nullable=False),
        _needed("first_name"),
        _text("middle_initial"),
        _needed("last_name"),
        sa.Column("date_of_birth", sa.Date),
        _needed("relation"),
        sa.Column("ssn_sealed", sa.LargeBinary),
        sa.Column("ssn_index", sa.LargeBinary),
        sa.PrimaryKeyConstraint("transfer_id", "position", name="pk_transfer_person"),
        sa.CheckConstraint(
            "(ssn_sealed is null) = (ssn_index is null)", name="ck_transfer_person_ssn_sealed_and_indexed"
        ),
    )


def _create_answer() -> None:
    op.create_table(
        "core_answer",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        *_id("transfer_id", "transfer", "core_answer"),
        _needed("outcome"),
        _text("code"),
        _text("reason"),
        _text("reference"),
        _needed("effect"),
        *_stamps("entered"),
        sa.PrimaryKeyConstraint("id", name="pk_core_answer"),
        sa.CheckConstraint("outcome in ('ACCEPTED', 'REJECTED')", name="ck_core_answer_outcome"),
        sa.CheckConstraint("effect in ('applied', 'contradicts', 'late')", name="ck_core_answer_effect"),
    )
    op.create_index("ix_core_answer_transfer_id", "core_answer", ["transfer_id", "id"])
    op.create_index(
        "uq_core_answer_applied",
        "core_answer",
        ["transfer_id"],
        unique=True,
        postgresql_where=sa.text("effect = 'applied'"),
    )


def _create_change_request() -> None:
    op.execute("CREATE SEQUENCE change_request_id_seq AS bigint")
    op.create_table(
        "change_request",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('change_request_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("home_number", sa.BigInteger),
        *_id("application_id", "application", "change_request", nullable=True),
        sa.Column("program_year", sa.Integer, nullable=False),
        _needed("reason"),
        _text("explanation"),
        _needed("status"),
        _text("csd_reference"),
        _text("decision_reason"),
        sa.Column("submitted_on", sa.Date),
        sa.Column("decided_on", sa.Date),
        *_stamps("entered", "updated"),
        sa.PrimaryKeyConstraint("id", name="pk_change_request"),
        sa.CheckConstraint("version > 0", name="ck_change_request_version_positive"),
        sa.CheckConstraint(
            "status in ('DRAFT', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN')",
            name="ck_change_request_status",
        ),
        sa.CheckConstraint(
            "case status when 'DRAFT' then submitted_on is null when 'WITHDRAWN' then true"
            " else submitted_on is not null end",
            name="ck_change_request_submitted",
        ),
        sa.CheckConstraint(
            "home_number is distinct from customer_number", name="ck_change_request_away_from_home"
        ),
    )
    op.create_index("ix_change_request_customer_number", "change_request", ["customer_number", "id"])
    op.create_index(
        "ix_change_request_home_number",
        "change_request",
        ["home_number"],
        postgresql_where=sa.text("home_number is not null"),
    )
    op.create_table(
        "change_request_field",
        *_id("request_id", "change_request", "change_request_field"),
        _needed("field"),
        sa.Column("position", sa.Integer, nullable=False),
        _text("core_value"),
        _text("our_value"),
        sa.Column("core_sealed", sa.LargeBinary),
        sa.Column("our_sealed", sa.LargeBinary),
        sa.Column("document_id", sa.BigInteger),
        _text("proof"),
        sa.PrimaryKeyConstraint("request_id", "field", name="pk_change_request_field"),
        sa.CheckConstraint(
            "field <> 'SSN' or (core_value = '' and our_value = '')",
            name="ck_change_request_field_ssn_sealed",
        ),
    )


def downgrade() -> None:
    for table in (
        "change_request_field",
        "change_request",
        "core_answer",
        "transfer_person",
        "certification",
    ):
        op.drop_table(table)
    op.execute("DROP SEQUENCE change_request_id_seq")
    for column in ("sent", "override_reason", "by_hand"):
        op.drop_column("transfer", column)
