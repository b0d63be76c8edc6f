"""A change request that is submitted keeps the number that the customer's record has then."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"


def upgrade() -> None:
    op.execute(f"GRANT UPDATE (our_sealed) ON change_request_field TO {RUN_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (our_sealed) ON change_request_field FROM {RUN_ROLE}")
