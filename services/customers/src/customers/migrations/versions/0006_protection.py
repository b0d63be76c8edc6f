"""When a lock was given back, why a record is under special handling, and corrections of a tax identifier."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
STATUSES = "status in ('OPEN', 'APPROVED', 'REJECTED', 'WITHDRAWN')"
DECIDED = "(status = 'OPEN') = (decided_by_id = '') and (status = 'OPEN') = (decided_at is null)"
FOUR_EYES = "status not in ('APPROVED', 'REJECTED') or decided_by_id <> requested_by_id"


def upgrade() -> None:
    op.add_column("record_lock", sa.Column("released_at", sa.DateTime(timezone=True)))
    for name in ("special_handling_reason", "special_handling_by"):
        op.add_column("customer", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("customer", sa.Column("special_handling_at", sa.DateTime(timezone=True)))
    op.execute("CREATE SEQUENCE ssn_correction_id_seq START 1001")
    op.create_table(
        "ssn_correction",
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("tax_id_type", sa.Text, nullable=False),
        sa.Column("ssn_sealed", sa.LargeBinary),
        sa.Column("ssn_index", sa.LargeBinary),
        sa.Column("old_type", sa.Text, nullable=False),
        sa.Column("old_sealed", sa.LargeBinary),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("document_id", sa.BigInteger),
        sa.Column("document_name", sa.Text, nullable=False, server_default=""),
        sa.Column("paper", sa.Text, nullable=False, server_default=""),
        sa.Column("requested_by_id", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Text, nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decision_reason", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_ssn_correction"),
        sa.ForeignKeyConstraint(["number"], ["customer.number"], name="fk_ssn_correction_number_customer"),
        sa.CheckConstraint(STATUSES, name="ck_ssn_correction_status"),
        sa.CheckConstraint(
            "(status = 'OPEN') = (ssn_sealed is not null) and (ssn_sealed is null) = (ssn_index is null)",
            name="ck_ssn_correction_new_number_while_open",
        ),
        sa.CheckConstraint(
            "(status = 'APPROVED') = (old_sealed is not null)", name="ck_ssn_correction_old_number_kept"
        ),
        sa.CheckConstraint("document_id is not null or paper <> ''", name="ck_ssn_correction_proof"),
        sa.CheckConstraint(DECIDED, name="ck_ssn_correction_decided"),
        sa.CheckConstraint(FOUR_EYES, name="ck_ssn_correction_four_eyes"),
    )
    op.create_index("ix_ssn_correction_number", "ssn_correction", ["number", "id"])
    op.create_index(
        "uq_ssn_correction_open",
        "ssn_correction",
        ["number"],
        unique=True,
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON ssn_correction TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE ON SEQUENCE ssn_correction_id_seq TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("ssn_correction")
    op.execute("DROP SEQUENCE ssn_correction_id_seq")
    for name in ("special_handling_reason", "special_handling_by", "special_handling_at"):
        op.drop_column("customer", name)
    op.drop_column("record_lock", "released_at")
