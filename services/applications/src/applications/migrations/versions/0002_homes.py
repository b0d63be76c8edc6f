"""Which customer's number a row was entered for, once it stands under another one (R252)."""

from alembic import op

from homefire import belonging

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    belonging.add_home(op, "application")


def downgrade() -> None:
    belonging.drop_home(op, "application")
