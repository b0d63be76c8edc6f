"""Accounts, sessions, agency systems' clients, log-in attempts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RUN = "gateway"
RIGHTS = {
    "account": "SELECT, INSERT, UPDATE",
    "session": "SELECT, INSERT, UPDATE, DELETE",
    "oauth_client": "SELECT, INSERT, UPDATE",
    "login_attempt": "SELECT, INSERT, DELETE",
}
"""Accounts and clients are disabled and never deleted, since notes carry their ids."""

_now = sa.text("now()")
_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_account()
    _create_session()
    _create_oauth_client()
    _create_login_attempt()
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {RUN}")


def downgrade() -> None:
    for table in reversed(RIGHTS):
        op.drop_table(table)


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("user_name", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("created_at", _instant, nullable=False, server_default=_now),
        sa.Column("disabled_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("user_name", name="uq_account_user_name"),
        sa.CheckConstraint("kind in ('staff', 'agency', 'customer', 'vendor')", name="ck_account_kind"),
        sa.CheckConstraint("user_name = lower(user_name)", name="ck_account_user_name_lower"),
    )


def _create_session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("last_seen_at", _instant, nullable=False),
        sa.Column("expires_at", _instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_session_account_id"),
    )
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_index("ix_session_expires_at", "session", ["expires_at"])


def _create_oauth_client() -> None:
    op.create_table(
        "oauth_client",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("roles", ARRAY(sa.Text), nullable=False),
        sa.Column("audiences", ARRAY(sa.Text), nullable=False),
        sa.Column("created_at", _instant, nullable=False, server_default=_now),
        sa.Column("disabled_at", _instant),
        sa.PrimaryKeyConstraint("id", name="pk_oauth_client"),
        sa.UniqueConstraint("client_id", name="uq_oauth_client_client_id"),
    )


def _create_login_attempt() -> None:
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("attempted_at", _instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempt"),
    )
    op.create_index("ix_login_attempt_key", "login_attempt", ["key", "attempted_at"])
    op.create_index("ix_login_attempt_attempted_at", "login_attempt", ["attempted_at"])
