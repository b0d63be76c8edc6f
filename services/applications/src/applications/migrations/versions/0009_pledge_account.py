"""With which account of the customer's a pledge is paid."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pledge", sa.Column("account_number", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("pledge", "account_number")
