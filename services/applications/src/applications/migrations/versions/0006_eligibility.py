"""Income, the published tables that it is compared with, and the decisions."""

import tomllib
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RUN_ROLE = "applications"
SHIPPED_BY = "HOMEFIRE"


def _needed(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=nullable)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _application_id(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    constraint = sa.ForeignKeyConstraint(
        ["application_id"], ["application.id"], name=f"fk_{table}_application_id"
    )
    return sa.Column("application_id", sa.BigInteger, nullable=False), constraint


def upgrade() -> None:
    _create_income()
    _create_rule_table()
    _create_decisions()
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON income TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON income_item TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON rule_table TO {RUN_ROLE}")
    op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE rule_table_id_seq TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT ON eligibility_decision, eligibility_appeal TO {RUN_ROLE}")


def _create_income() -> None:
    op.create_table(
        "income",
        *_application_id("income"),
        _day("zero_income_on", nullable=True),
        _needed("entered_by"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("application_id", name="pk_income"),
    )
    op.create_table(
        "income_item",
        sa.Column("application_id", sa.BigInteger, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        _needed("source"),
        sa.Column("counted", sa.Boolean, nullable=False),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        _needed("period"),
        sa.Column("weeks", sa.Integer),
        _day("covered_from", nullable=True),
        _day("covered_to", nullable=True),
        _day("document_date", nullable=True),
        sa.PrimaryKeyConstraint("application_id", "position", name="pk_income_item"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["income.application_id"], name="fk_income_item_application_id"
        ),
        # Whoever leaves the household leaves the income entered for it, until somebody takes it out.
        sa.ForeignKeyConstraint(
            ["member_id"], ["household_member.id"], name="fk_income_item_member_id", ondelete="SET NULL"
        ),
        sa.CheckConstraint("amount > 0 or (amount = 0 and not counted)", name="ck_income_item_amount"),
        sa.CheckConstraint("(weeks is not null) = (period = 'ACTUAL')", name="ck_income_item_weeks"),
        sa.CheckConstraint("covered_to >= covered_from", name="ck_income_item_covered"),
    )
    op.create_index("ix_income_item_member_id", "income_item", ["member_id"])


def _create_rule_table() -> None:
    op.execute("CREATE SEQUENCE rule_table_id_seq AS bigint")
    table = op.create_table(
        "rule_table",
        sa.Column("id", sa.BigInteger, server_default=sa.text("nextval('rule_table_id_seq')")),
        sa.Column("version", sa.BigInteger, nullable=False),
        *(_needed(name) for name in ("kind", "area", "title", "source", "per")),
        *(_day(name) for name in ("effective_from", "effective_to", "applies_from")),
        _needed("state"),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        _needed("entered_by"),
        _moment("entered_at"),
        _needed("updated_by"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_table"),
        sa.CheckConstraint("kind in ('SMI60', 'FPG', 'AMI')", name="ck_rule_table_kind"),
        sa.CheckConstraint("per in ('YEAR', 'MONTH')", name="ck_rule_table_per"),
        sa.CheckConstraint("state in ('DRAFT', 'PUBLISHED')", name="ck_rule_table_state"),
        sa.CheckConstraint("(state = 'PUBLISHED') = (edition > 0)", name="ck_rule_table_edition"),
        sa.CheckConstraint(
            "applies_from between effective_from and effective_to", name="ck_rule_table_dates"
        ),
        sa.CheckConstraint("jsonb_typeof(figures) = 'object'", name="ck_rule_table_figures"),
    )
    op.create_index(
        "uq_rule_table_edition",
        "rule_table",
        ["kind", "area", "effective_from", "effective_to", "edition"],
        unique=True,
        postgresql_where=sa.text("edition > 0"),
    )
    op.bulk_insert(table, _shipped())
    op.execute(
        "CREATE FUNCTION refuse_change_of_published_table() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'a published table is never changed'"
        " USING ERRCODE = 'check_violation', CONSTRAINT = 'tg_rule_table_published'; END $$"
    )
    op.execute(
        "CREATE TRIGGER tg_rule_table_published BEFORE UPDATE OR DELETE ON rule_table FOR EACH ROW"
        " WHEN (OLD.state = 'PUBLISHED') EXECUTE FUNCTION refuse_change_of_published_table()"
    )
    op.execute("ALTER TABLE rule_table ENABLE ALWAYS TRIGGER tg_rule_table_published")


def _shipped() -> list[dict[str, Any]]:
    """The published tables of `rule_tables.toml`, as rows."""
    text = (resources.files("applications") / "rule_tables.toml").read_text()
    stamp = {"entered_by": SHIPPED_BY, "entered_at": datetime.now(UTC)}
    stamp |= {"updated_by": SHIPPED_BY, "updated_at": stamp["entered_at"]}
    return [
        {
            **table,
            **stamp,
            "version": 1,
            "state": "PUBLISHED",
            "edition": 1,
            "applies_from": table["effective_from"],
            "figures": {str(size): figure for size, figure in enumerate(table["figures"], start=1)},
        }
        for table in tomllib.loads(text)["table"]
    ]


def _create_decisions() -> None:
    op.create_table(
        "eligibility_appeal",
        sa.Column("id", sa.BigInteger, sa.Identity()),
        *_application_id("eligibility_appeal"),
        _day("received"),
        _needed("entered_by"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_eligibility_appeal"),
    )
    op.create_table(
        "eligibility_decision",
        sa.Column("id", sa.BigInteger, sa.Identity()),
        *_application_id("eligibility_decision"),
        sa.Column("appeal_id", sa.BigInteger),
        *(_needed(name) for name in ("decision", "outcome", "reason")),
        _day("decided_on"),
        sa.Column("proposal", JSONB, nullable=False),
        _needed("entered_by"),
        _moment("entered_at"),
        sa.PrimaryKeyConstraint("id", name="pk_eligibility_decision"),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["eligibility_appeal.id"], name="fk_eligibility_decision_appeal_id"
        ),
        sa.UniqueConstraint("appeal_id", name="uq_eligibility_decision_appeal_id"),
        sa.CheckConstraint("decision in ('ELIGIBLE', 'DENIED')", name="ck_eligibility_decision_decision"),
    )
    for table in ("eligibility_appeal", "eligibility_decision"):
        op.create_index(f"ix_{table}_application_id", table, ["application_id", "id"])


def downgrade() -> None:
    for table in ("eligibility_decision", "eligibility_appeal", "rule_table", "income_item", "income"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change_of_published_table()")
    op.execute("DROP SEQUENCE rule_table_id_seq")
