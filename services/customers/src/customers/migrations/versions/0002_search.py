"""What customers are found by."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
