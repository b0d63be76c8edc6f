"""At which office an appointment is, and the calendar of all customers in the order of time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OFFICE = ("office", "office_id")


def upgrade() -> None:
    for name in OFFICE:
        op.add_column("appointment", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_check_constraint(
        "ck_appointment_office_has_name", "appointment", "office_id = '' or office <> ''"
    )
    op.create_index("ix_appointment_starts_at", "appointment", ["starts_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_appointment_starts_at", "appointment")
    op.drop_constraint("ck_appointment_office_has_name", "appointment")
    for name in OFFICE:
        op.drop_column("appointment", name)
