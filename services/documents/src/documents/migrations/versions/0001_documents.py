"""Documents, and the tables every service has."""

import sqlalchemy as sa
from alembic import op

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "documents"
FIRST_ID = 1001
"""New documents are numbered from here; an import brings its own ids, and the sequence moves past them."""


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    op.execute(f"CREATE SEQUENCE document_id_seq AS bigint START {FIRST_ID}")
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('document_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False, server_default=""),
        sa.Column("folder_key", sa.Text, nullable=False, server_default=""),
        sa.Column("document_type", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("storage_name", sa.Text, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.CheckConstraint("size > 0", name="ck_document_size_positive"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="ck_document_sha256"),
        sa.CheckConstraint("version > 0", name="ck_document_version_positive"),
    )
    op.create_index(
        "uq_document_name", "document", ["customer_number", "folder_key", "name_key"], unique=True
    )
    op.create_index("uq_document_storage_name", "document", ["storage_name"], unique=True)
    op.create_index("ix_document_customer", "document", ["customer_number", "entered_at", "id"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON document TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE document_id_seq TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("document")
    op.execute("DROP SEQUENCE document_id_seq")
    plumbing.drop(op)
