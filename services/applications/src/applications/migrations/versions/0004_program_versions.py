"""Programs that an agency adds and changes: their versions, and what the service may write of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
_FIRST_VERSIONS = """
    INSERT INTO program_version (program_code, version, state, entered_by, entered_at)
    SELECT code, 1, jsonb_build_object(
        'code', code, 'name', name, 'unique_by', to_jsonb(unique_by), 'version', 1, 'years', (
            SELECT coalesce(jsonb_agg(
                jsonb_build_object('year', year, 'valid_from', valid_from, 'valid_to', valid_to)
                ORDER BY year DESC), '[]')
            FROM program_year WHERE program_code = code)), 'HOMEFIRE', now()
    FROM program
"""


def upgrade() -> None:
    op.add_column("program", sa.Column("version", sa.BigInteger, nullable=False, server_default="1"))
    op.create_table(
        "program_version",
        sa.Column("program_code", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("state", JSONB, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("program_code", "version", name="pk_program_version"),
        sa.ForeignKeyConstraint(["program_code"], ["program.code"], name="fk_program_version_program_code"),
    )
    # What was there before anybody could change it is the first version.
    op.execute(_FIRST_VERSIONS)
    op.create_unique_constraint(
        "uq_program_part_revision", "program_part", ["program_code", "part", "revision"]
    )
    op.execute(f"GRANT SELECT, INSERT ON program_version TO {RUN_ROLE}")
    op.execute(f"GRANT INSERT, UPDATE (name, unique_by, version) ON program TO {RUN_ROLE}")
    op.execute(f"GRANT INSERT, UPDATE (valid_from, valid_to) ON program_year TO {RUN_ROLE}")


def downgrade() -> None:
    op.execute(f"REVOKE INSERT, UPDATE (valid_from, valid_to) ON program_year FROM {RUN_ROLE}")
    op.execute(f"REVOKE INSERT, UPDATE (name, unique_by, version) ON program FROM {RUN_ROLE}")
    op.drop_constraint("uq_program_part_revision", "program_part")
    op.drop_table("program_version")
    op.drop_column("program", "version")
