"""What the database itself holds of tables and decisions, whatever the code above it does (R91)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

SHIPPED = "select min(id) from rule_table where state = 'PUBLISHED'"


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    "statement",
    [
        f"update rule_table set title = 'OTHER' where id = ({SHIPPED})",
        f"update rule_table set state = 'DRAFT', edition = 0 where id = ({SHIPPED})",
        f"delete from rule_table where id = ({SHIPPED})",
    ],
)
def test_database_refuses_a_change_of_a_published_table(database, statement):
    with pytest.raises(sa.exc.IntegrityError) as error, database("applications").begin() as connection:
        connection.exec_driver_sql(statement)
    assert error.value.orig.diag.constraint_name == "tg_rule_table_published"


@pytest.mark.req("R91")
@pytest.mark.parametrize(
    "statement",
    [
        "update eligibility_decision set reason = 'OTHER'",
        "delete from eligibility_decision",
        "update eligibility_appeal set received = received",
        "delete from eligibility_appeal",
        "truncate rule_table",
    ],
)
def test_run_role_has_no_right_to_change_what_was_decided(work_in, statement):
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), work_in("applications") as work:
        work.session.execute(sa.text(statement))
