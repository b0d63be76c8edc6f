"""Corrections of tax identifiers, deletion, address history, consents."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
