"""Who deleted a record and why; merges of two records, and what came of them in the other services."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    op.add_column("customer", _text("deleted_by", ""))
    op.add_column("customer", _moment("deleted_at", nullable=True))
    op.add_column("customer", _text("deletion_reason", ""))
    op.create_check_constraint(
        "ck_customer_deleted_by_somebody", "customer", "(status = 'DELETED') = (deleted_at is not null)"
    )
    op.create_table(
        "customer_merge",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("survivor", sa.BigInteger, nullable=False),
        _text("reason"),
        _text("merged_by"),
        _moment("merged_at"),
        sa.Column("taken", JSONB, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        _text("unmerged_by", ""),
        _moment("unmerged_at", nullable=True),
        _text("unmerge_reason", ""),
        sa.Column("kept", JSONB, nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_merge"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_customer_merge_number_customer"),
        sa.ForeignKeyConstraint(
            ["survivor"], ["customer.number"], name="fk_customer_merge_survivor_customer"
        ),
        sa.CheckConstraint("number <> survivor", name="ck_customer_merge_two_records"),
        sa.CheckConstraint(
            "(unmerged_at is null) = (unmerged_by = '')", name="ck_customer_merge_unmerged_by_somebody"
        ),
    )
    op.create_index(
        "uq_customer_merge_in_effect",
        "customer_merge",
        ["number"],
        unique=True,
        postgresql_where=sa.text("unmerged_at is null"),
    )
    op.create_index("ix_customer_merge_survivor", "customer_merge", ["survivor"])
    op.create_table(
        "merge_move_report",
        sa.Column("merge_id", sa.BigInteger, nullable=False),
        _text("service"),
        sa.Column("merged", sa.Boolean, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        _moment("reported_at"),
        sa.PrimaryKeyConstraint("merge_id", "service", "merged", name="pk_merge_move_report"),
        sa.ForeignKeyConstraint(["merge_id"], ["customer_merge.id"], name="fk_merge_move_report_merge_id"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON customer_merge, merge_move_report TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("merge_move_report")
    op.drop_table("customer_merge")
    for name in ("deleted_by", "deleted_at", "deletion_reason"):
        op.drop_column("customer", name)
