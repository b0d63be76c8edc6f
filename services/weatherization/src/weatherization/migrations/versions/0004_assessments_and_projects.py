"""Assessments, what programs ask of a property, projects with their tasks, jobs with their measures."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from homefire import belonging

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RUN_ROLE = "weatherization"
FIRST = {"assessment": 60001, "project_task": 1, "job_measure": 1}
MOVED = (
    "status", "vendor_number", "assessor_id", "assessor_name", "scheduled_for", "completed_on", "qualifies",
    "cancel_reason", "clock_started_on", "clock_days", "version", "updated_by", "updated_at",
)  # fmt: skip
TASK = ("task", "status", "verification_status", "reason", "done_on", "verified_by", "verified_on")
RULES = (
    # Starting points, to be set by each agency before it orders its first assessment. 10 CFR 440.18(e)(2)(iii) lets
    # a dwelling be weatherized again 15 years after the last time, 10 CFR 440.22(a)(3) takes who is eligible for LIHEAP.
    ("HEAP", "LIHEAP WEATHERIZATION", True, True, None),
    ("DOE_WAP", "DOE WEATHERIZATION ASSISTANCE PROGRAM", True, False, 15),
    ("LIWP", "LOW-INCOME WEATHERIZATION PROGRAM", True, False, None),
)
UNASSESSED = ["ECIP", "DAP", "CALLBACK"]


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _entered(what: str = "entered") -> list[sa.Column[Any]]:
    return [_text(f"{what}_by", None), sa.Column(f"{what}_at", sa.DateTime(timezone=True), nullable=False)]


def _id(table: str) -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger, server_default=sa.text(f"nextval('{table}_id_seq')"))


def upgrade() -> None:
    for table, first in FIRST.items():
        op.execute(f"CREATE SEQUENCE {table}_id_seq AS bigint START {first}")
        op.execute(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {table}_id_seq TO {RUN_ROLE}")
    _create_rules()
    _create_certification()
    _create_assessment()
    _widen_job()
    _create_project_parts()
    op.execute(f"GRANT SELECT, INSERT ON program_rule, assessment_finding, project_dwelling TO {RUN_ROLE}")
    facts = ", ".join(f"{name}, {name}_sequence" for name in ("certified_on", "dwelling_id", "ended"))
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE (customer_number, home_number, {facts}) ON certification TO {RUN_ROLE}"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({', '.join(MOVED)}) ON assessment TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE ON assessment_document TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE, UPDATE ({', '.join(TASK)}) ON project_task TO {RUN_ROLE}")
    op.execute(f"GRANT SELECT, INSERT, DELETE, UPDATE (measure, quantity, cost) ON job_measure TO {RUN_ROLE}")


def _create_rules() -> None:
    op.create_table(
        "program_rule",
        _text("program", None),
        sa.Column("valid_from", sa.Date, nullable=False),
        _text("name", None),
        *(sa.Column(name, ARRAY(sa.Text), nullable=False) for name in ("dwelling_kinds", "counties")),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("occupied", "certified")),
        sa.Column("years_between", sa.Integer),
        sa.Column("unassessed_types", ARRAY(sa.Text), nullable=False),
        _text("application_program", None),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("certification_days", "completion_days")),
        *_entered(),
        sa.PrimaryKeyConstraint("program", "valid_from", name="pk_program_rule"),
        sa.CheckConstraint(
            "program <> '' and name <> '' and application_program <> ''", name="ck_program_rule_named"
        ),
        sa.CheckConstraint("years_between > 0", name="ck_program_rule_years_positive"),
        sa.CheckConstraint(
            "certification_days > 0 and completion_days > 0", name="ck_program_rule_days_positive"
        ),
    )
    table = sa.table(
        "program_rule",
        *map(sa.column, ("program", "name", "occupied", "certified", "years_between", "entered_by")),
        sa.column("valid_from", sa.Date),
        sa.column("entered_at", sa.DateTime(timezone=True)),
        *(sa.column(name, ARRAY(sa.Text)) for name in ("dwelling_kinds", "counties", "unassessed_types")),
        *map(sa.column, ("application_program", "certification_days", "completion_days")),
    )
    op.bulk_insert(
        table,
        [
            {
                "program": program,
                "valid_from": date(1900, 1, 1),
                "name": name,
                "dwelling_kinds": [],
                "counties": [],
                "occupied": occupied,
                "certified": certified,
                "years_between": years,
                "unassessed_types": UNASSESSED,
                "application_program": "HEAP",
                "certification_days": 120,
                "completion_days": 180,
                "entered_by": "shipped with Homefire",
                "entered_at": datetime(1900, 1, 1, tzinfo=UTC),
            }
            for program, name, occupied, certified, years in RULES
        ],
    )


def _create_certification() -> None:
    op.create_table(
        "certification",
        _number("application_id"),
        _number("customer_number"),
        _text("program", None),
        sa.Column("certified_on", sa.Date),
        sa.Column("certified_on_sequence", sa.BigInteger, nullable=False, server_default="0"),
        _number("dwelling_id", nullable=True),
        sa.Column("dwelling_id_sequence", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("ended", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("ended_sequence", sa.BigInteger, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("application_id", name="pk_certification"),
    )
    op.create_index("ix_certification_customer_number", "certification", ["customer_number"])
    belonging.add_home(op, "certification")


def _create_assessment() -> None:
    op.create_table(
        "assessment",
        _id("assessment"),
        _number("dwelling_id"),
        *(_text(name, None) for name in ("program", "status")),
        _text("override_reason"),
        _number("vendor_number", nullable=True),
        *(sa.Column(name, sa.Text) for name in ("assessor_id", "assessor_name")),
        sa.Column("ordered_on", sa.Date, nullable=False),
        *(sa.Column(name, sa.Date) for name in ("scheduled_for", "completed_on")),
        sa.Column("qualifies", sa.Boolean),
        _text("cancel_reason"),
        _number("version"),
        *_entered(),
        *_entered("updated"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name="fk_assessment_dwelling_id"),
        sa.ForeignKeyConstraint(["vendor_number"], ["vendor.number"], name="fk_assessment_vendor_number"),
        sa.CheckConstraint(
            "status in ('ORDERED', 'ASSIGNED', 'SCHEDULED', 'COMPLETED', 'CANCELLED')",
            name="ck_assessment_status",
        ),
        sa.CheckConstraint("vendor_number is null or assessor_id is null", name="ck_assessment_one_assessor"),
        sa.CheckConstraint(
            "(assessor_id is null) = (assessor_name is null)", name="ck_assessment_assessor_named"
        ),
        sa.CheckConstraint(
            "status in ('ORDERED', 'CANCELLED') or vendor_number is not null or assessor_id is not null",
            name="ck_assessment_assigned",
        ),
        sa.CheckConstraint(
            "(completed_on is not null) = (status = 'COMPLETED')", name="ck_assessment_completed_when_done"
        ),
        sa.CheckConstraint(
            "(qualifies is not null) = (status = 'COMPLETED')", name="ck_assessment_found_when_done"
        ),
        sa.CheckConstraint(
            "status <> 'SCHEDULED' or scheduled_for is not null", name="ck_assessment_scheduled_has_day"
        ),
        sa.CheckConstraint(
            "(clock_days is not null) = (status = 'COMPLETED')", name="ck_assessment_clock_when_done"
        ),
        sa.CheckConstraint(
            "clock_started_on is null or status = 'COMPLETED'", name="ck_assessment_clock_start_when_done"
        ),
        sa.Column("clock_started_on", sa.Date),
        sa.Column("clock_days", sa.Integer),
        sa.CheckConstraint("version > 0", name="ck_assessment_version_positive"),
    )
    op.create_index("ix_assessment_dwelling_id", "assessment", ["dwelling_id", "id"])
    op.create_index("ix_assessment_vendor_number", "assessment", ["vendor_number"])
    op.create_index(
        "ux_assessment_open",
        "assessment",
        ["dwelling_id", "program"],
        unique=True,
        postgresql_where=sa.text("status in ('ASSIGNED', 'ORDERED', 'SCHEDULED')"),
    )
    op.create_table(
        "assessment_finding",
        _number("assessment_id"),
        _text("benefit", None),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("qualifies", sa.Boolean, nullable=False),
        _text("reason"),
        sa.PrimaryKeyConstraint("assessment_id", "benefit", name="pk_assessment_finding"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assessment_finding_assessment_id"
        ),
    )
    op.create_table(
        "assessment_document",
        _number("assessment_id"),
        _number("document_id"),
        *_entered("linked"),
        sa.PrimaryKeyConstraint("assessment_id", "document_id", name="pk_assessment_document"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_assessment_document_assessment_id"
        ),
    )


def _widen_job() -> None:
    op.add_column("job", _text("program"))
    op.add_column("job", _number("vendor_number", nullable=True))
    op.add_column("job", sa.Column("replacement_cost", sa.Numeric(12, 2)))
    op.add_column("job", _text("override_reason"))
    op.create_foreign_key("fk_job_vendor_number", "job", "vendor", ["vendor_number"], ["number"])
    op.create_index("ix_job_vendor_number", "job", ["vendor_number"])
    op.drop_constraint("ck_job_kind", "job")
    for name, condition in (
        ("kind", "kind in ('job', 'project')"),
        ("project_has_program", "(kind = 'project') = (program <> '')"),
        (
            "project_alone",
            "kind = 'project' or (vendor_number is null and replacement_cost is null and override_reason = '')",
        ),
        ("replacement_cost", "replacement_cost >= 0"),
    ):
        op.create_check_constraint(f"ck_job_{name}", "job", condition)


def _create_project_parts() -> None:
    op.create_table(
        "project_dwelling",
        _number("job_id"),
        _number("dwelling_id"),
        sa.Column("position", sa.Integer, nullable=False),
        _number("assessment_id", nullable=True),
        sa.PrimaryKeyConstraint("job_id", "dwelling_id", name="pk_project_dwelling"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_project_dwelling_job_id"),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name="fk_project_dwelling_dwelling_id"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_project_dwelling_assessment_id"
        ),
    )
    op.create_index("ix_project_dwelling_dwelling_id", "project_dwelling", ["dwelling_id"])
    op.create_table(
        "project_task",
        _id("project_task"),
        _number("job_id"),
        *(_text(name, None) for name in ("task", "status", "verification_status")),
        _text("reason"),
        sa.Column("done_on", sa.Date),
        _text("verified_by"),
        sa.Column("verified_on", sa.Date),
        sa.PrimaryKeyConstraint("id", name="pk_project_task"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_project_task_job_id"),
        sa.CheckConstraint("task <> ''", name="ck_project_task_named"),
        sa.CheckConstraint(
            "status in ('TO DO', 'IN PROGRESS', 'DONE', 'NOT NEEDED')", name="ck_project_task_status"
        ),
        sa.CheckConstraint(
            "verification_status in ('PENDING', 'VERIFIED', 'REJECTED')",
            name="ck_project_task_verification_status",
        ),
        sa.CheckConstraint(
            "verification_status = 'PENDING' or status = 'DONE'", name="ck_project_task_verified_when_done"
        ),
        sa.CheckConstraint("(done_on is not null) = (status = 'DONE')", name="ck_project_task_day_when_done"),
    )
    op.create_index("ix_project_task_job_id", "project_task", ["job_id", "id"])
    op.create_table(
        "job_measure",
        _id("job_measure"),
        _number("job_id"),
        _text("measure", None),
        *(sa.Column(name, sa.Numeric(12, 2), nullable=False) for name in ("quantity", "cost")),
        sa.PrimaryKeyConstraint("id", name="pk_job_measure"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_job_measure_job_id"),
        sa.CheckConstraint("quantity > 0", name="ck_job_measure_quantity"),
        sa.CheckConstraint("cost >= 0", name="ck_job_measure_cost"),
    )
    op.create_index("ix_job_measure_job_id", "job_measure", ["job_id", "id"])


def downgrade() -> None:
    """Fails where projects have been entered: they have no place in the tables as they were."""
    for table in ("job_measure", "project_task", "project_dwelling"):
        op.drop_table(table)
    for name in ("project_alone", "project_has_program", "replacement_cost", "kind"):
        op.drop_constraint(f"ck_job_{name}", "job")
    op.create_check_constraint("ck_job_kind", "job", "kind = 'job'")
    for column in ("override_reason", "replacement_cost", "vendor_number", "program"):
        op.drop_column("job", column)
    for table in ("assessment_document", "assessment_finding", "assessment", "certification", "program_rule"):
        op.drop_table(table)
    for table in FIRST:
        op.execute(f"DROP SEQUENCE {table}_id_seq")
