"""An application whose customer has moved says so until somebody confirms or changes its place of service (R142)."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
COLUMNS = ("place_doubt", "left_place_at")


def upgrade() -> None:
    op.add_column("application", sa.Column("place_doubt", sa.Text, nullable=False, server_default=""))
    op.add_column("application", sa.Column("left_place_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        "ck_application_place_doubt", "application", "place_doubt in ('', 'MOVED', 'UNSAID')"
    )
    op.execute(f'GRANT UPDATE ({", ".join(COLUMNS)}) ON application TO "{RUN_ROLE}"')


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_column("application", column)
