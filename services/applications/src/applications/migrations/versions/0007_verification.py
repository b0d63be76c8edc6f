"""Verification items with their documents, history and benefits; checklists."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
ITEMS = "'IDENTITY', 'ADDRESS', 'INCOME', 'HOME_OWNERSHIP', 'EXISTING_BENEFITS'"
STATUSES = "'NOT_STARTED', 'REVIEW', 'VERIFIED', 'REJECTED'"


def _needed(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _of_application(table: str, owner: str = "application.id") -> tuple[sa.Column[Any], Any]:
    key = sa.ForeignKeyConstraint(["application_id"], [owner], name=f"fk_{table}_application_id")
    return sa.Column("application_id", sa.BigInteger, nullable=False), key


def upgrade() -> None:
    _create_items()
    _create_documents()
    _create_benefits()
    _create_checklists()
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON verification_item, checklist, checklist_item TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON verification_change TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON verification_document, other_benefit TO {RUN_ROLE}")


def _create_items() -> None:
    op.create_table(
        "verification_item",
        *_of_application("verification_item"),
        *_needed("code", "status"),
        *_text("reason", "rule", "changed_by"),
        _moment("changed_at"),
        sa.PrimaryKeyConstraint("application_id", "code", name="pk_verification_item"),
        sa.CheckConstraint(f"code in ({ITEMS})", name="ck_verification_item_code"),
        sa.CheckConstraint(f"status in ({STATUSES})", name="ck_verification_item_status"),
    )
    op.create_table(
        "verification_change",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        *_of_application("verification_change"),
        *_needed("code", "old_status", "new_status"),
        *_text("reason", "rule", "entered_by"),
        sa.Column("document_ids", ARRAY(sa.BigInteger), nullable=False, server_default="{}"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_verification_change"),
        sa.CheckConstraint("old_status <> new_status", name="ck_verification_change_moves"),
        sa.CheckConstraint(
            "new_status <> 'REJECTED' or reason <> ''", name="ck_verification_change_rejected_reason"
        ),
    )
    op.create_index("ix_verification_change_application_id", "verification_change", ["application_id"])


def _create_documents() -> None:
    op.create_table(
        "verification_document",
        *_of_application("verification_document"),
        *_needed("code"),
        sa.Column("document_id", sa.BigInteger, nullable=False),
        *_needed("document_type", "file_name"),
        *_text("linked_by"),
        _moment("linked_at"),
        sa.PrimaryKeyConstraint("application_id", "code", "document_id", name="pk_verification_document"),
        sa.CheckConstraint(f"code in ({ITEMS})", name="ck_verification_document_code"),
    )


def _create_benefits() -> None:
    op.create_table(
        "other_benefit",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        *_of_application("other_benefit"),
        *_needed("kind"),
        sa.Column("since", sa.Date),
        sa.Column("amount", sa.Numeric(12, 2)),
        *_needed("verified_by", "entered_by"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_other_benefit"),
        sa.CheckConstraint("amount > 0", name="ck_other_benefit_amount_positive"),
    )
    op.create_index("ix_other_benefit_application_id", "other_benefit", ["application_id"])


def _create_checklists() -> None:
    stamps = ("entered_by", "entered_at", "updated_by", "updated_at")
    op.create_table(
        "checklist",
        *_of_application("checklist"),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_needed("account_type"),
        *(_moment(name) if name.endswith("_at") else _needed(name)[0] for name in stamps),
        sa.PrimaryKeyConstraint("application_id", name="pk_checklist"),
        sa.CheckConstraint("version > 0", name="ck_checklist_version_positive"),
    )
    op.create_table(
        "checklist_item",
        *_of_application("checklist_item", "checklist.application_id"),
        *_needed("code"),
        sa.Column("position", sa.Integer, nullable=False),
        *_needed("short"),
        *_text("long"),
        *_needed("status"),
        *_text("note"),
        *_needed("updated_by"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("application_id", "code", name="pk_checklist_item"),
    )


def downgrade() -> None:
    for table in (
        "checklist_item",
        "checklist",
        "other_benefit",
        "verification_document",
        "verification_change",
        "verification_item",
    ):
        op.drop_table(table)
