"""Secure messages: threads, messages with sealed texts, readings, and for whom vendors work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from homefire import belonging

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "messaging"
FIRST_ID = 1001
SEQUENCES = ("message_thread_id_seq", "secure_message_id_seq")


def upgrade() -> None:
    for sequence in SEQUENCES:
        op.execute(f"CREATE SEQUENCE {sequence} AS bigint START {FIRST_ID}")
    _create_threads()
    _create_messages()
    _create_assignments()
    # A thread moves with its customer alone; of a message only its count of events goes on; a reading stays.
    op.execute(f"GRANT SELECT, INSERT ON message_thread, secure_message, message_reading TO {RUN_ROLE}")
    op.execute(f"GRANT UPDATE (customer_number, home_number) ON message_thread TO {RUN_ROLE}")
    op.execute(f"GRANT UPDATE (version) ON secure_message TO {RUN_ROLE}")
    told = "sequence, vendor_number, vendor_name, job_id, dwelling_ids, status_sequence, status, ended_at"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({told}) ON vendor_assignment TO {RUN_ROLE}")
    told = "sequence, dwelling_id, customer_number, linked_from, linked_to"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({told}) ON residence TO {RUN_ROLE}")
    for sequence in SEQUENCES:
        op.execute(f"GRANT USAGE ON SEQUENCE {sequence} TO {RUN_ROLE}")


def _create_threads() -> None:
    op.create_table(
        "message_thread",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('message_thread_id_seq')")),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("vendor_number", sa.BigInteger),
        sa.Column("job_id", sa.BigInteger),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_thread"),
        sa.CheckConstraint(
            "kind in ('CUSTOMER_STAFF', 'VENDOR_STAFF', 'CUSTOMER_VENDOR')", name="ck_message_thread_kind"
        ),
        sa.CheckConstraint(
            "(kind = 'CUSTOMER_STAFF') = (vendor_number is null)",
            name="ck_message_thread_vendor_where_one_takes_part",
        ),
    )
    op.create_index("ix_message_thread_customer", "message_thread", ["customer_number"])
    op.create_index("ix_message_thread_vendor", "message_thread", ["vendor_number"])
    belonging.add_home(op, "message_thread")


def _create_messages() -> None:
    op.create_table(
        "secure_message",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('secure_message_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        sa.Column("sender_kind", sa.Text, nullable=False),
        sa.Column("sender_id", sa.Text, nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary),
        sa.Column("document_id", sa.BigInteger),
        sa.Column("document_name", sa.Text, nullable=False, server_default=""),
        sa.Column("document_type", sa.Text, nullable=False, server_default=""),
        sa.Column("document_key_sealed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_secure_message"),
        sa.ForeignKeyConstraint(["thread_id"], ["message_thread.id"], name="fk_secure_message_thread_id"),
        sa.CheckConstraint(
            "sender_kind in ('staff', 'customer', 'vendor')", name="ck_secure_message_sender_kind"
        ),
        sa.CheckConstraint("version > 0", name="ck_secure_message_version_positive"),
        sa.CheckConstraint(
            "body_sealed is not null or document_id is not null", name="ck_secure_message_says_something"
        ),
        sa.CheckConstraint(
            "(document_id is null) = (document_key_sealed is null)",
            name="ck_secure_message_document_has_its_key",
        ),
    )
    op.create_index("ix_secure_message_thread", "secure_message", ["thread_id", "sent_at", "id"])
    op.create_index("ix_secure_message_sender", "secure_message", ["sender_id", "sent_at"])
    op.create_index("uq_secure_message_document_id", "secure_message", ["document_id"], unique=True)
    op.create_table(
        "message_reading",
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("reader_kind", sa.Text, nullable=False),
        sa.Column("reader_id", sa.Text, nullable=False),
        sa.Column("reader_name", sa.Text, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "reader_kind", "reader_id", name="pk_message_reading"),
        sa.ForeignKeyConstraint(["message_id"], ["secure_message.id"], name="fk_message_reading_message_id"),
        sa.CheckConstraint(
            "reader_kind in ('staff', 'customer', 'vendor', 'observer')",
            name="ck_message_reading_reader_kind",
        ),
    )


def _create_assignments() -> None:
    op.create_table(
        "vendor_assignment",
        sa.Column("aggregate", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("vendor_number", sa.BigInteger),
        sa.Column("vendor_name", sa.Text, nullable=False, server_default=""),
        sa.Column("job_id", sa.BigInteger),
        sa.Column("dwelling_ids", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("status_sequence", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("aggregate", name="pk_vendor_assignment"),
    )
    op.create_index("ix_vendor_assignment_vendor", "vendor_assignment", ["vendor_number"])
    op.create_index(
        "ix_vendor_assignment_dwellings", "vendor_assignment", ["dwelling_ids"], postgresql_using="gin"
    )
    op.create_table(
        "residence",
        sa.Column("link_id", sa.BigInteger, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("dwelling_id", sa.BigInteger, nullable=False),
        sa.Column("customer_number", sa.BigInteger, nullable=False),
        sa.Column("linked_from", sa.Date, nullable=False),
        sa.Column("linked_to", sa.Date),
        sa.PrimaryKeyConstraint("link_id", name="pk_residence"),
    )
    op.create_index("ix_residence_dwelling", "residence", ["dwelling_id"])
    op.create_index("ix_residence_customer", "residence", ["customer_number"])


def downgrade() -> None:
    for table in ("residence", "vendor_assignment", "message_reading", "secure_message", "message_thread"):
        op.drop_table(table)
    for sequence in SEQUENCES:
        op.execute(f"DROP SEQUENCE {sequence}")
