"""Accounts of customers and vendors: whom they act for, sign-up codes, second factors and their recovery codes."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RUN = "gateway"
RIGHTS = {
    "second_factor": "SELECT, INSERT, UPDATE, DELETE",
    "recovery_code": "SELECT, INSERT, DELETE",
}
ACTIONS = "'created', 'changed', 'password_set', 'password_changed', 'disabled', 'enabled'"
MORE_ACTIONS = (
    "'signed_up', 'linked', 'unlinked', 'factor_added', 'factor_ended', 'factor_removed', 'factor_refused', "
    "'recovery_code_used', 'recovery_codes_made'"
)
NAMED_TWICE = "ck_account_log_ck_account_log_action"

_instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("party", sa.Text))
    op.add_column("account", sa.Column("link_id", sa.BigInteger))
    op.add_column("account", sa.Column("sign_up_code", sa.Text))
    op.create_check_constraint(
        op.f("ck_account_party"),
        "account",
        "party is null or (kind in ('customer', 'vendor') and party ~ ('^' || kind || '/[1-9][0-9]{0,11}$'))",
    )
    op.create_check_constraint(
        op.f("ck_account_sign_up_code"), "account", "sign_up_code is null or kind = 'customer'"
    )
    op.create_unique_constraint("uq_account_sign_up_code", "account", ["sign_up_code"])
    op.create_index("ix_account_party", "account", ["party"])
    _allow_actions(f"{ACTIONS}, {MORE_ACTIONS}")
    _create_second_factor()
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {RUN}")


def downgrade() -> None:
    for table in reversed(RIGHTS):
        op.drop_table(table)
    _allow_actions(ACTIONS)
    op.drop_index("ix_account_party", table_name="account")
    op.drop_constraint("uq_account_sign_up_code", "account")
    for name in ("sign_up_code", "party"):
        op.drop_constraint(op.f(f"ck_account_{name}"), "account")
        op.drop_column("account", name)
    op.drop_column("account", "link_id")


def _allow_actions(actions: str) -> None:
    # The migration before gave this constraint the prefix of its kind twice.
    op.drop_constraint(op.f(NAMED_TWICE), "account_log")
    op.create_check_constraint(op.f(NAMED_TWICE), "account_log", f"action in ({actions})")


def _create_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("created_at", _instant, nullable=False),
        sa.Column("confirmed_at", _instant),
        sa.Column("last_step", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_second_factor_account_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id"),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
