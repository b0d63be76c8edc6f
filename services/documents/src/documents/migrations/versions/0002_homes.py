"""Which customer's number a document was entered for, once it stands under another one (R252)."""

import sqlalchemy as sa
from alembic import op

from homefire import belonging

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE, INDEX = "document", "uq_document_name"


def upgrade() -> None:
    belonging.add_home(op, TABLE)
    # Two customers may each have a file of one name, and keep both when they turn out to be one person.
    op.drop_index(INDEX, TABLE)
    whose = sa.text("coalesce(home_number, customer_number)")
    op.create_index(INDEX, TABLE, [whose, "folder_key", "name_key"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, ["customer_number", "folder_key", "name_key"], unique=True)
    belonging.drop_home(op, TABLE)
