"""The rest of what an application takes in: CSBG characteristics, housing, the questionnaire's answers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
CHARACTERISTICS = (
    "ethnicity",
    "disability",
    "health_insurance",
    "insurance_source",
    "military_status",
    "work_status",
    "disconnected_youth",
)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _application_id(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=f"fk_{table}_application_id")
    return sa.Column("application_id", sa.BigInteger, nullable=False), key


def upgrade() -> None:
    op.add_column("application", _text("household_type"))
    for name in CHARACTERISTICS:
        op.add_column("household_member", _text(name))
    op.create_table(
        "housing",
        *_application_id("housing"),
        sa.Column("dwelling_id", sa.BigInteger),
        *(_text(f"dwelling_{name}") for name in ("address", "city", "zip")),
        sa.Column("dwelling_seen_at", sa.DateTime(timezone=True)),
        sa.Column("units", sa.Integer),
        *(_text(name) for name in ("housing", "landlord_name", "landlord_phone")),
        sa.Column("lived_12_months", sa.Boolean),
        sa.PrimaryKeyConstraint("application_id", name="pk_housing"),
        sa.CheckConstraint("units > 0", name="ck_housing_units_positive"),
        sa.CheckConstraint(
            "(dwelling_id is null) = (dwelling_seen_at is null)", name="ck_housing_dwelling_with_address"
        ),
    )
    op.create_table(
        "questionnaire_answer",
        *_application_id("questionnaire_answer"),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("question", "kind", "form_version", "answer", "entered_by")
        ),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("application_id", "code", name="pk_questionnaire_answer"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON housing TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON questionnaire_answer TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("questionnaire_answer")
    op.drop_table("housing")
    for name in CHARACTERISTICS:
        op.drop_column("household_member", name)
    op.drop_column("application", "household_type")
