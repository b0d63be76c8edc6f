"""Which log-in has handed a document in through the portal."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE, COLUMN, INDEX = "document", "portal_account", "ix_document_portal_account"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column(COLUMN, sa.Text, nullable=False, server_default=""))
    op.create_index(INDEX, TABLE, [COLUMN], postgresql_where=sa.text("portal_account <> ''"))


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.drop_column(TABLE, COLUMN)
