"""Messages that go out by e-mail or text, and the presets that fill them in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from homefire import belonging

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN_ROLE = "messaging"
FIRST_ID = 1001
CHANGED_BY_SENDING = (
    "customer_number, home_number, state, reason, attempts, due_at, sent_at, sent_to, version, updated_at"
)
"""What of a message may change: where it stands and how its sending goes, never what was written."""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute(f"CREATE SEQUENCE outgoing_message_id_seq AS bigint START {FIRST_ID}")
    _create_messages()
    belonging.add_home(op, "outgoing_message")
    _create_presets()
    op.execute(f"GRANT SELECT, INSERT ON outgoing_message TO {RUN_ROLE}")
    op.execute(f"GRANT UPDATE ({CHANGED_BY_SENDING}) ON outgoing_message TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE outgoing_message_id_seq TO {RUN_ROLE}")
    changed = "label, subject, body, valid_from, valid_to, version, updated_by, updated_at"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({changed}) ON message_preset TO {RUN_ROLE}")


def _create_messages() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('outgoing_message_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sa.Column("confirmed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("sent_to", sa.LargeBinary),
        sa.Column("actor", JSONB, nullable=False),
        sa.Column("correlation_id", sa.Text, nullable=False),
        sa.Column("entered_by", sa.Text, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_message"),
        sa.UniqueConstraint("message_id", name="uq_outgoing_message_message_id"),
        sa.CheckConstraint("channel in ('email', 'sms')", name="ck_outgoing_message_channel"),
        sa.CheckConstraint("purpose in ('MESSAGE', 'RECEIPT', 'NOTICE')", name="ck_outgoing_message_purpose"),
        sa.CheckConstraint(
            "state in ('QUEUED', 'SENDING', 'SENT', 'STOPPED', 'BOUNCED', 'FAILED')",
            name="ck_outgoing_message_state",
        ),
        sa.CheckConstraint("(state = 'SENT') = (sent_at is not null)", name="ck_outgoing_message_sent_at"),
    )
    op.create_index(
        "ix_outgoing_message_customer", "outgoing_message", ["customer_number", "entered_at", "id"]
    )
    op.create_index(
        "ix_outgoing_message_due",
        "outgoing_message",
        ["due_at"],
        postgresql_where=sa.text("state in ('QUEUED', 'SENDING')"),
    )


def _create_presets() -> None:
    op.create_table(
        "message_preset",
        sa.Column("id", sa.BigInteger, sa.Identity(start=1)),
        sa.Column("program", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
        sa.Column("updated_by", sa.Text, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_preset"),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name="ck_message_preset_dates"),
        sa.CheckConstraint("char_length(subject) <= 48", name="ck_message_preset_subject"),
        sa.CheckConstraint("char_length(body) <= 2190", name="ck_message_preset_body"),
    )
    op.execute(
        "ALTER TABLE message_preset ADD CONSTRAINT ex_message_preset_overlap EXCLUDE USING gist "
        "(program WITH =, code WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"
    )


def downgrade() -> None:
    op.drop_table("message_preset")
    op.drop_table("outgoing_message")
    op.execute("DROP SEQUENCE outgoing_message_id_seq")
