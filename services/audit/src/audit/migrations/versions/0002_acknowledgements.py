"""High-priority notes are acknowledged, each once, and found without reading all of a customer's notes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OWNER = "audit_owner"


def upgrade() -> None:
    op.execute(f"SET LOCAL ROLE {OWNER}")
    op.create_index(
        "ix_note_high_priority",
        "note",
        ["subject", "entered_at", "number"],
        postgresql_where=sa.text("high_priority and amends is null"),
    )
    op.create_index(
        "uq_note_acknowledged",
        "note",
        ["aggregate"],
        unique=True,
        postgresql_where=sa.text("event_type = 'note_acknowledged'"),
    )
    op.execute("RESET ROLE")


def downgrade() -> None:
    op.execute(f"SET LOCAL ROLE {OWNER}")
    op.drop_index("uq_note_acknowledged", "note")
    op.drop_index("ix_note_high_priority", "note")
    op.execute("RESET ROLE")
