"""Vendors, numbered from 1001."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RUN_ROLE = "weatherization"
FIRST = 1001
EXTENSIONS = ("pg_trgm", "fuzzystrmatch")
ADDRESS = ("number", "street", "street_type", "building_type", "unit", "zip", "city", "county", "state")
CHANGED = (
    "kind", "name", "contact_name", "phone", "phone_extension", "mobile_phone", "fax", "email", "active_from",
    "active_to", "name_key", "search_text", "version", "updated_by", "updated_at",
    *(f"address_{part}" for part in ADDRESS),
)  # fmt: skip


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    # The extensions are trusted: the database's owner may make them, where provisioning has not.
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.execute(f"CREATE SEQUENCE vendor_number_seq AS bigint START {FIRST}")
    op.create_table(
        "vendor",
        sa.Column("number", sa.BigInteger, server_default=sa.text("nextval('vendor_number_seq')")),
        *(_text(name, None) for name in ("kind", "name")),
        *(
            _text(name)
            for name in ("contact_name", "phone", "phone_extension", "mobile_phone", "fax", "email")
        ),
        *(_text(f"address_{part}") for part in ADDRESS),
        sa.Column("active_from", sa.Date, nullable=False),
        sa.Column("active_to", sa.Date),
        *(_text(name, None) for name in ("name_key", "search_text")),
        sa.Column("version", sa.BigInteger, nullable=False),
        _text("entered_by", None),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        _text("updated_by", None),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_vendor"),
        sa.CheckConstraint("name <> ''", name="ck_vendor_named"),
        sa.CheckConstraint("active_to is null or active_to >= active_from", name="ck_vendor_dates"),
        sa.CheckConstraint("version > 0", name="ck_vendor_version_positive"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({', '.join(CHANGED)}) ON vendor TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE vendor_number_seq TO {RUN_ROLE}")


def downgrade() -> None:
    op.drop_table("vendor")
    op.execute("DROP SEQUENCE vendor_number_seq")
