"""Log-ins of the portal that are linked to customers, and the codes that are mailed for it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RUN_ROLE = "customers"
_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_portal_link()
    _create_portal_code()


def downgrade() -> None:
    op.drop_table("portal_code")
    op.drop_table("portal_link")


def _create_portal_link() -> None:
    op.create_table(
        "portal_link",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("account_id", "account_name", "way", "linked_by")
        ),
        sa.Column("linked_at", _instant, nullable=False),
        sa.Column("ended_by", sa.Text, nullable=False),
        sa.Column("ended_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_portal_link"),
        sa.ForeignKeyConstraint(
            ["customer_number"], ["customer.number"], name="fk_portal_link_customer_number_customer"
        ),
        sa.CheckConstraint("way in ('STAFF', 'CODE')", name="ck_portal_link_way"),
        sa.CheckConstraint("(ended_at is null) = (ended_by = '')", name="ck_portal_link_ended_by_somebody"),
    )
    op.create_index(
        "uq_portal_link_account",
        "portal_link",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_index("ix_portal_link_customer_number", "portal_link", ["customer_number"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE (ended_by, ended_at) ON portal_link TO {RUN_ROLE}")


def _create_portal_code() -> None:
    op.create_table(
        "portal_code",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("finder", sa.Text, nullable=False),
        sa.Column("proof_hash", sa.LargeBinary, nullable=False),
        sa.Column("ordered_by", sa.Text, nullable=False),
        sa.Column("ordered_at", _instant, nullable=False),
        sa.Column("expires_at", _instant, nullable=False),
        sa.Column("wrong_tries", sa.Integer, nullable=False),
        sa.Column("replaced_at", _instant),
        sa.Column("used_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_portal_code"),
        sa.UniqueConstraint("finder", name="uq_portal_code_finder"),
        sa.ForeignKeyConstraint(
            ["customer_number"], ["customer.number"], name="fk_portal_code_customer_number_customer"
        ),
        sa.CheckConstraint("wrong_tries between 0 and 5", name="ck_portal_code_wrong_tries"),
    )
    op.create_index("ix_portal_code_customer_number", "portal_code", ["customer_number"])
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE (wrong_tries, replaced_at, used_at) ON portal_code TO {RUN_ROLE}"
    )
