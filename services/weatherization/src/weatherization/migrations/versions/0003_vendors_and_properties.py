"""Vendors, numbered from 1001; buildings with units, the eligibility of properties, ineligible addresses."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from homefire.us.places import place_key

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


CHECKS = {
    "ck_dwelling_units_of_a_building": "(units_total is null and units_applied_for is null)"
    " or kind = 'MULTI_FAMILY'",
    "ck_dwelling_units_positive": "units_total > 0 and units_applied_for > 0",
    "ck_dwelling_units_applied_for": "units_applied_for <= units_total",
    "ck_dwelling_own_building": "building_id <> id",
}


def _entered() -> list[sa.Column[Any]]:
    return [
        sa.Column("version", sa.BigInteger, nullable=False),
        _text("entered_by", None),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        _text("updated_by", None),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def upgrade() -> None:
    _create_vendor()
    _add_facts()
    _create_eligibility()
    _create_ineligible_address()


def _create_vendor() -> None:
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
        *_entered(),
        sa.PrimaryKeyConstraint("number", name="pk_vendor"),
        sa.CheckConstraint("name <> ''", name="ck_vendor_named"),
        sa.CheckConstraint("active_to is null or active_to >= active_from", name="ck_vendor_dates"),
        sa.CheckConstraint("version > 0", name="ck_vendor_version_positive"),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({', '.join(CHANGED)}) ON vendor TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE vendor_number_seq TO {RUN_ROLE}")


def _add_facts() -> None:
    op.add_column("dwelling", _text("place_key"))
    op.add_column("dwelling", sa.Column("building_id", sa.BigInteger))
    op.add_column("dwelling", _text("heating_fuel"))
    for name in ("year_built", "units_total", "units_applied_for"):
        op.add_column("dwelling", sa.Column(name, sa.BigInteger))
    _fill_place_keys()
    op.create_foreign_key("fk_dwelling_building_id", "dwelling", "dwelling", ["building_id"], ["id"])
    for name, condition in CHECKS.items():
        op.create_check_constraint(name, "dwelling", condition)
    op.create_index("ix_dwelling_place_key", "dwelling", ["place_key"])
    op.create_index(
        "ix_dwelling_building_id",
        "dwelling",
        ["building_id"],
        postgresql_where=sa.text("building_id is not null"),
    )


def _fill_place_keys() -> None:
    names = ("number", "street", "street_type", "zip")
    columns = ", ".join(f"address_{name} AS {name}" for name in names)
    connection = op.get_bind()
    rows = connection.execute(sa.text(f"SELECT id, {columns} FROM dwelling")).mappings().all()
    for row in rows:
        connection.execute(
            sa.text("UPDATE dwelling SET place_key = :key WHERE id = :id"),
            {"key": place_key(row), "id": row["id"]},
        )


def _create_eligibility() -> None:
    op.execute("CREATE SEQUENCE property_eligibility_id_seq AS bigint")
    op.create_table(
        "property_eligibility",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('property_eligibility_id_seq')")),
        sa.Column("dwelling_id", sa.BigInteger, nullable=False),
        *(_text(name, None) for name in ("program", "status", "reason", "entered_by")),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_property_eligibility"),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name="fk_property_eligibility_dwelling_id"),
        sa.CheckConstraint(
            "status in ('ELIGIBLE', 'INELIGIBLE', 'UNDETERMINED')", name="ck_property_eligibility_status"
        ),
    )
    op.create_index(
        "ix_property_eligibility_dwelling_id", "property_eligibility", ["dwelling_id", "program", "id"]
    )
    op.execute(f"GRANT SELECT, INSERT ON property_eligibility TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE property_eligibility_id_seq TO {RUN_ROLE}")


def _create_ineligible_address() -> None:
    op.execute("CREATE SEQUENCE ineligible_address_id_seq AS bigint")
    op.create_table(
        "ineligible_address",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('ineligible_address_id_seq')")),
        *(_text(f"address_{name}") for name in ("number", "street_type", "city")),
        *(_text(f"address_{name}", None) for name in ("street", "zip")),
        *(_text(name, None) for name in ("place_key", "reason")),
        _text("explanation"),
        sa.Column("listed_from", sa.Date, nullable=False),
        sa.Column("listed_to", sa.Date),
        *_entered(),
        sa.PrimaryKeyConstraint("id", name="pk_ineligible_address"),
        sa.CheckConstraint("place_key <> ''", name="ck_ineligible_address_place"),
        sa.CheckConstraint(
            "listed_to is null or listed_to >= listed_from", name="ck_ineligible_address_dates"
        ),
        sa.CheckConstraint("version > 0", name="ck_ineligible_address_version_positive"),
        ExcludeConstraint(
            ("place_key", "="),
            (sa.text("daterange(listed_from, listed_to, '[]')"), "&&"),
            name="ex_ineligible_address_overlap",
        ),
    )
    op.execute(
        "GRANT SELECT, INSERT, UPDATE (listed_to, version, updated_by, updated_at) ON ineligible_address"
        f" TO {RUN_ROLE}"
    )
    op.execute(f"GRANT USAGE, SELECT ON SEQUENCE ineligible_address_id_seq TO {RUN_ROLE}")


def downgrade() -> None:
    for table in ("ineligible_address", "property_eligibility"):
        op.drop_table(table)
        op.execute(f"DROP SEQUENCE {table}_id_seq")
    for name in CHECKS:
        op.drop_constraint(name, "dwelling")
    for name in (
        "place_key", "building_id", "heating_fuel", "year_built", "units_total", "units_applied_for"
    ):  # fmt: skip
        op.drop_column("dwelling", name)
    op.drop_table("vendor")
    op.execute("DROP SEQUENCE vendor_number_seq")
