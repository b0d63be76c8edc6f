"""What CORE asks of an application beside its dates: priority points, and what Fast Track came to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
ADDED = {
    "priority_points": sa.Integer,
    "fast_track": sa.Boolean,
    "pledge_date": sa.Date,
    "service_restored": sa.Boolean,
    "disconnection_prevented": sa.Boolean,
}


def upgrade() -> None:
    for name, kind in ADDED.items():
        op.add_column("certification", sa.Column(name, kind))
    op.execute(f"GRANT UPDATE ({', '.join(ADDED)}) ON certification TO {RUN_ROLE}")


def downgrade() -> None:
    for name in ADDED:
        op.drop_column("certification", name)
