"""Assignment, contact date, toggles, account terms, sales."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
