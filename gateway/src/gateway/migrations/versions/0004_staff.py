"""Offices, what the staff directory says of an account, and the log of what was done to accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN = "gateway"
RIGHTS = {"office": "SELECT, INSERT, UPDATE", "account_log": "SELECT, INSERT"}
"""Offices are closed and never deleted; what stands in the log stays there."""

_instant = sa.DateTime(timezone=True)
_now = sa.text("now()")


def upgrade() -> None:
    _create_office()
    _add_to_account()
    _create_account_log()
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {RUN}")


def downgrade() -> None:
    op.drop_table("account_log")
    op.drop_index("ix_account_display_name", table_name="account")
    op.drop_index("ix_account_office_id", table_name="account")
    op.drop_constraint("fk_account_office_id", "account")
    op.drop_constraint("ck_account_version_positive", "account")
    for name in ("version", "password_temporary", "hours", "phone_extension", "job_title", "office_id"):
        op.drop_column("account", name)
    op.drop_table("office")


def _create_office() -> None:
    op.create_table(
        "office",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("closed_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
        sa.UniqueConstraint("name", name="uq_office_name"),
        sa.CheckConstraint("name <> ''", name="ck_office_named"),
    )


def _add_to_account() -> None:
    empty = sa.text("''")
    for column in (
        sa.Column("office_id", sa.BigInteger),
        sa.Column("job_title", sa.Text, nullable=False, server_default=empty),
        sa.Column("phone_extension", sa.Text, nullable=False, server_default=empty),
        sa.Column("hours", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("password_temporary", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    ):
        op.add_column("account", column)
    op.create_foreign_key("fk_account_office_id", "account", "office", ["office_id"], ["id"])
    op.create_check_constraint("ck_account_version_positive", "account", "version > 0")
    op.create_index("ix_account_office_id", "account", ["office_id"])
    op.create_index("ix_account_display_name", "account", ["display_name", "id"])


def _create_account_log() -> None:
    op.create_table(
        "account_log",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("at", _instant, nullable=False, server_default=_now),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("key", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_account_log"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_log_account_id"),
        sa.UniqueConstraint("key", name="uq_account_log_key"),
        sa.CheckConstraint(
            "action in ('created', 'changed', 'password_set', 'password_changed', 'disabled', 'enabled')",
            name="ck_account_log_action",
        ),
    )
    op.create_index("ix_account_log_account_id", "account_log", ["account_id", "id"])
