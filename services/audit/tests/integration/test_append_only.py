"""Rows of the log can only be added, whoever asks (R206)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

pytestmark = pytest.mark.req("R187", "R200", "R206")

TABLES = ("note", "access_log", "technical_log")
OPEN_COLUMN = {"note": "action_code", "access_log": "field", "technical_log": "event_type"}
CHANGES = [
    statement.format(table=table)
    for table in TABLES
    for statement in (
        f"update {{table}} set {OPEN_COLUMN[table]} = 'FRAUD'",
        "update {table} set subject = '1' where false",
        "delete from {table}",
        "delete from {table} where false",
        "truncate {table}",
        "truncate {table} cascade",
    )
]
DEFINITIONS = [
    statement.format(table=table)
    for table in TABLES
    for statement in (
        "drop table {table}",
        "alter table {table} disable trigger all",
        "alter table {table} disable trigger {table}_is_permanent",
        "alter table {table} add column extra text",
        "alter table {table} owner to audit",
        "drop trigger {table}_is_permanent on {table}",
        "create trigger extra before insert on {table} for each row execute function refuse_change()",
        "create rule quiet as on insert to {table} do instead nothing",
    )
] + [
    "create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'",
    "drop function refuse_change() cascade",
    "set session_replication_role = replica",
    "set role audit_owner",
    "set role audit_migrate",
    "create table extra (id int)",
    "update customer_key set wrapped = ''",
    "truncate customer_key",
    "alter role audit superuser",
]


@pytest.fixture(autouse=True)
def _a_row_in_each_table(record: Callable[..., int], event_about: Callable[..., Any], subject: str) -> None:
    record(
        event_about(subject),
        event_about(subject, type="ssn_revealed", data={"field": "ssn", "reason": "r"}),
        event_about(subject, type="checklist_item_updated"),
    )


@pytest.mark.parametrize("statement", CHANGES + DEFINITIONS)
def test_the_role_that_runs_the_service_is_refused(run_engine: sa.Engine, statement: str) -> None:
    with run_engine.connect() as connection:
        assert connection.scalar(sa.text("select current_user")) == "audit"
        with pytest.raises(sa.exc.DBAPIError) as refusal:
            connection.execute(sa.text(statement))
    assert isinstance(refusal.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("replicating", [False, True])
def test_the_triggers_refuse_a_superuser_and_a_replication_role_too(
    admin_engine: sa.Engine, statement: str, replicating: bool
) -> None:
    with admin_engine.connect() as connection:
        assert connection.scalar(sa.text("select rolsuper from pg_roles where rolname = current_user"))
        if replicating:
            connection.execute(sa.text("set session_replication_role = replica"))
        with pytest.raises(sa.exc.DBAPIError, match="are permanent") as refusal:
            connection.execute(sa.text(statement))
    assert isinstance(refusal.value.orig, psycopg.errors.RestrictViolation)


def test_adding_over_an_existing_note_is_refused(run_engine: sa.Engine) -> None:
    columns = "leaf_index, subject, number, event_id"
    with run_engine.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(
            sa.text(
                f"insert into note select * from note limit 1 on conflict (id) do update set ({columns}) "
                f"= row(excluded.leaf_index, excluded.subject, excluded.number, excluded.event_id)"
            )
        )


@pytest.mark.parametrize("table", TABLES)
def test_nobody_who_can_log_in_owns_the_log(admin_engine: sa.Engine, table: str) -> None:
    owner = sa.text(
        "select rolname, rolcanlogin, rolsuper from pg_class join pg_roles on pg_roles.oid = relowner "
        "where relname = :table"
    )
    with admin_engine.connect() as connection:
        assert connection.execute(owner, {"table": table}).one() == ("audit_owner", False, False)


@pytest.mark.parametrize("table", TABLES)
def test_the_service_cannot_grant_itself_more(run_engine: sa.Engine, table: str) -> None:
    held = sa.text(
        "select privilege_type from information_schema.role_table_grants "
        "where grantee = 'audit' and table_name = :table"
    )
    with run_engine.connect() as connection:
        # PostgreSQL answers a grant by somebody who may not give it with a warning alone.
        connection.execute(sa.text(f"grant update, delete, truncate on {table} to audit"))
        assert set(connection.scalars(held, {"table": table})) == {"SELECT", "INSERT"}


def test_the_service_may_destroy_a_key_and_nothing_else_of_it(admin_engine: sa.Engine) -> None:
    granted = sa.text(
        "select privilege_type from information_schema.role_table_grants "
        "where grantee = 'audit' and table_name = 'customer_key'"
    )
    with admin_engine.connect() as connection:
        assert set(connection.scalars(granted)) == {"SELECT", "INSERT", "DELETE"}
