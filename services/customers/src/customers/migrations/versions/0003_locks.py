"""Who holds which record for editing."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
