"""The run role changes what use cases change: never an id, whose a row is, or who entered it."""

from alembic import op

from homefire import grants

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
ENTERED = ("entered_by", "entered_at")
UNCHANGED = {
    "application": ("id", "program_code", "program_year", *ENTERED),
    "pledge": (
        "id", "application_id", "memo", "amount", "payee", "account_number", "date_submitted", *ENTERED,
    ),
    "household_member": ("id", "application_id"),
    "household_summary": ("application_id",),
    "housing": ("application_id",),
    "income": ("application_id",),
    "certification": ("application_id", *ENTERED),
    "change_request": ("id", *ENTERED),
    "verification_item": ("application_id", "code"),
    "checklist": ("application_id", *ENTERED),
    "checklist_item": ("application_id", "code"),
    "rule_table": ("id", *ENTERED),
}  # fmt: skip


def upgrade() -> None:
    for table, columns in UNCHANGED.items():
        grants.keep_unchanged(op, RUN_ROLE, table, *columns)


def downgrade() -> None:
    grants.allow_all(op, RUN_ROLE, *UNCHANGED)
