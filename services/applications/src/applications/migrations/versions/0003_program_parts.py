"""What an agency sets in its programs, part by part, from a day on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"


def upgrade() -> None:
    op.create_table(
        "program_part",
        sa.Column("program_code", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rows", JSONB, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("program_code", "part", "valid_from", "revision", name="pk_program_part"),
        sa.ForeignKeyConstraint(["program_code"], ["program.code"], name="fk_program_part_program_code"),
        sa.CheckConstraint("revision > 0", name="ck_program_part_revision_positive"),
        sa.CheckConstraint("jsonb_typeof(rows) = 'array'", name="ck_program_part_rows"),
    )
    op.execute(f"GRANT SELECT, INSERT ON program_part TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("program_part")
