"""To which program an application belongs, as its events tell it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application_search", sa.Column("program", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("application_search", "program")
