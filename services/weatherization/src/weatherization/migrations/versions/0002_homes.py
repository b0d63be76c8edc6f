"""Which customer's number a link was entered for, once it stands under another one (R252)."""

from alembic import op

from homefire import belonging

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE, CONSTRAINT = "dwelling_link", "ex_dwelling_link_overlap"
REST = "dwelling_id WITH =, role WITH =, daterange(linked_from, linked_to, '[]') WITH &&"


def upgrade() -> None:
    belonging.add_home(op, TABLE)
    # Two records of one person often have the same home twice: among links of one number nothing overlaps.
    _exclude("coalesce(home_number, customer_number)")


def downgrade() -> None:
    _exclude("customer_number")
    belonging.drop_home(op, TABLE)


def _exclude(whose: str) -> None:
    op.drop_constraint(CONSTRAINT, TABLE)
    op.execute(
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {CONSTRAINT} EXCLUDE USING gist (({whose}) WITH =, {REST})"
    )
