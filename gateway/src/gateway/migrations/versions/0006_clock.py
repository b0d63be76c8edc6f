"""Which clock somebody reads times on; nothing for each screen's own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("clock", sa.Text))
    op.create_check_constraint("ck_account_clock", "account", "clock in ('12', '24')")


def downgrade() -> None:
    op.drop_constraint("ck_account_clock", "account")
    op.drop_column("account", "clock")
