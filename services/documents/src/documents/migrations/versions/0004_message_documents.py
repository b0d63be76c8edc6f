"""Documents that were uploaded for a secure message, and which message a document came with."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "documents"


def upgrade() -> None:
    op.create_table(
        "message_document",
        sa.Column("document_id", sa.BigInteger, nullable=False),
        sa.Column("key_digest", sa.Text, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("party", sa.Text),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("document_type", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("storage_name", sa.Text, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("document_id", name="pk_message_document"),
        sa.CheckConstraint("size > 0", name="ck_message_document_size_positive"),
    )
    op.create_index("uq_message_document_key_digest", "message_document", ["key_digest"], unique=True)
    op.create_index("uq_message_document_storage_name", "message_document", ["storage_name"], unique=True)
    op.create_index("ix_message_document_entered_at", "message_document", ["entered_at"])
    op.create_index("ix_message_document_uploaded_by", "message_document", ["uploaded_by", "entered_at"])
    op.add_column("document", sa.Column("message_id", sa.BigInteger))
    op.add_column("document", sa.Column("message_key_digest", sa.Text))
    op.create_check_constraint(
        "ck_document_message_has_a_key", "document", "(message_id is null) = (message_key_digest is null)"
    )
    op.create_index(
        "uq_document_message_key_digest",
        "document",
        ["message_key_digest"],
        unique=True,
        postgresql_where=sa.text("message_key_digest is not null"),
    )
    # It goes when its message has come, or when none has come for long; nothing else of it ever changes.
    op.execute(f"GRANT SELECT, INSERT, DELETE ON message_document TO {RUN_ROLE}")
    op.execute(f"GRANT UPDATE (claimed_at) ON message_document TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_column("document", "message_key_digest")
    op.drop_column("document", "message_id")
    op.drop_table("message_document")
