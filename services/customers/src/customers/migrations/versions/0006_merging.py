"""Merges, and what each service moved."""

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
