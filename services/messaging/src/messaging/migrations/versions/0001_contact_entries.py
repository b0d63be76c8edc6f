"""Contact entries, their earlier versions, and the tables every service has."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from homefire import plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN_ROLE = "messaging"
FIRST_ID = 1001
"""New entries are numbered from here; an import brings its own numbers, and the sequence moves past them."""


def _said() -> list[sa.Column[Any]]:
    return [
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("contact_date", sa.Date, nullable=False),
        sa.Column("contact_type", sa.Text, nullable=False),
        sa.Column("contact_action", sa.Text, nullable=False),
        sa.Column("call_code", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("mailing_code", sa.Text, nullable=False, server_default=""),
        sa.Column("mailing_date", sa.Date),
        sa.Column("updated_by", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def upgrade() -> None:
    plumbing.create(op, RUN_ROLE)
    op.execute(f"CREATE SEQUENCE contact_entry_id_seq AS bigint START {FIRST_ID}")
    op.create_table(
        "contact_entry",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('contact_entry_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_said(),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_entry"),
        sa.CheckConstraint("contact_type in ('INCOMING', 'OUTGOING')", name="ck_contact_entry_contact_type"),
        sa.CheckConstraint(
            "mailing_date is null or mailing_code <> ''", name="ck_contact_entry_mailing_date_needs_code"
        ),
        sa.CheckConstraint("version > 0", name="ck_contact_entry_version_positive"),
    )
    op.create_index("ix_contact_entry_customer", "contact_entry", ["customer_number", "contact_date", "id"])
    op.create_table(
        "contact_entry_version",
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        *_said(),
        sa.PrimaryKeyConstraint("entry_id", "version", name="pk_contact_entry_version"),
        sa.ForeignKeyConstraint(["entry_id"], ["contact_entry.id"], name="fk_contact_entry_version_entry_id"),
    )
    # Nothing is deleted, and an earlier version is never touched again (R60).
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON contact_entry TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON contact_entry_version TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE contact_entry_id_seq TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("contact_entry_version")
    op.drop_table("contact_entry")
    op.execute("DROP SEQUENCE contact_entry_id_seq")
    plumbing.drop(op)
