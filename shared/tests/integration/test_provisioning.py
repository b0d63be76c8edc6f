"""Databases and roles on a real server: each service reaches its own and changes no schema."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors, sql

from homefire.provisioning import provision_database


class Provisioned:
    """Two services' databases, and connections to them."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        suffix = uuid.uuid4().hex[:8]
        self.first, self.second = f"first_{suffix}", f"second_{suffix}"
        self.provision()

    def provision(self, password: str = "it's a password", **options: Any) -> None:
        for service in (self.first, self.second):
            provision_database(self.admin_url, service, password, "migrate password", **options)

    def connect(
        self, role: str, database: str, password: str = "it's a password"
    ) -> psycopg.Connection[tuple[Any, ...]]:
        url = sa.make_url(self.admin_url)
        return psycopg.connect(
            host=url.host, port=url.port, user=role, password=password, dbname=database, autocommit=True
        )

    def as_admin(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        url = sa.make_url(self.admin_url).set(drivername="postgresql", database=database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def remove(self) -> None:
        with self.as_admin() as server:
            for service in (self.first, self.second):
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(service))
                )
                for role in (service, f"{service}_migrate", f"{service}_owner"):
                    server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


@pytest.fixture
def provisioned(postgres_url: str) -> Iterator[Provisioned]:
    made = Provisioned(postgres_url)
    yield made
    made.remove()


def test_service_reaches_its_own_database_and_no_other(provisioned: Provisioned) -> None:
    provisioned.connect(provisioned.first, provisioned.first).close()
    for role, password in [
        (provisioned.first, "it's a password"),
        (f"{provisioned.first}_migrate", "migrate password"),
    ]:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            provisioned.connect(role, provisioned.second, password)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE EXTENSION pg_trgm",
    ],
)
def test_running_role_creates_nothing(provisioned: Provisioned, statement: str) -> None:
    with (
        provisioned.connect(provisioned.first, provisioned.first) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_running_role_uses_only_what_migrations_grant(provisioned: Provisioned) -> None:
    migrate = provisioned.connect(f"{provisioned.first}_migrate", provisioned.first, "migrate password")
    with migrate:
        migrate.execute("CREATE TABLE one (id int)")
        migrate.execute("CREATE TABLE other (id int)")
        migrate.execute(
            sql.SQL("GRANT SELECT, INSERT ON one TO {}").format(sql.Identifier(provisioned.first))
        )
    with provisioned.connect(provisioned.first, provisioned.first) as connection:
        connection.execute("INSERT INTO one VALUES (1)")
        assert connection.execute("SELECT id FROM one").fetchall() == [(1,)]
        for refused in ("DELETE FROM one", "TRUNCATE one", "DROP TABLE one", "SELECT * FROM other"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(refused)


def test_roles_have_no_rights_over_the_server(provisioned: Provisioned) -> None:
    with provisioned.as_admin() as server:
        rows = server.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
            " WHERE rolname LIKE %s",
            [f"{provisioned.first}%"],
        ).fetchall()
    assert rows == [(False,) * 5] * 2


def test_second_run_keeps_data_and_sets_passwords_anew(provisioned: Provisioned) -> None:
    with provisioned.connect(
        f"{provisioned.first}_migrate", provisioned.first, "migrate password"
    ) as migrate:
        migrate.execute("CREATE TABLE kept (id int)")
    provisioned.provision("another password")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        provisioned.connect(provisioned.first, provisioned.first)
    provisioned.connect(provisioned.first, provisioned.first, "another password").close()
    with provisioned.as_admin(provisioned.first) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_extensions_are_created_by_the_administrator(provisioned: Provisioned) -> None:
    provisioned.provision(extensions=["btree_gist", "pg_trgm"])
    provisioned.provision(extensions=["btree_gist", "pg_trgm"])
    with provisioned.as_admin(provisioned.first) as database:
        names = {name for (name,) in database.execute("SELECT extname FROM pg_extension").fetchall()}
    assert {"btree_gist", "pg_trgm"} <= names


def test_separate_owner_takes_tables_that_no_login_owns(provisioned: Provisioned) -> None:
    provisioned.provision(separate_owner=True)
    provisioned.provision(separate_owner=True)
    owner = sql.Identifier(f"{provisioned.first}_owner")
    with provisioned.connect(
        f"{provisioned.first}_migrate", provisioned.first, "migrate password"
    ) as migrate:
        migrate.execute("CREATE TABLE notes (id int)")
        migrate.execute(sql.SQL("ALTER TABLE notes OWNER TO {}").format(owner))
    with provisioned.as_admin() as server:
        row = server.execute(
            "SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [f"{provisioned.first}_owner"]
        ).fetchone()
    assert row == (False,)


def test_runs_at_the_same_time_do_not_collide(provisioned: Provisioned) -> None:
    failures: list[Exception] = []

    def run() -> None:
        try:
            provisioned.provision(separate_owner=True)
        except Exception as error:
            failures.append(error)

    runs = [threading.Thread(target=run) for _ in range(4)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert failures == []


def test_administrator_need_not_be_superuser(provisioned: Provisioned) -> None:
    """A managed server gives a role that may create databases and roles, and no more."""
    helper = f"helper_{uuid.uuid4().hex[:8]}"
    identifier = sql.Identifier(helper)
    with provisioned.as_admin() as server:
        server.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB CREATEROLE PASSWORD 'helper'").format(identifier)
        )
    service = f"third_{uuid.uuid4().hex[:8]}"
    url = sa.make_url(provisioned.admin_url).set(username=helper, password="helper")
    try:
        for _ in range(2):
            provision_database(
                url.render_as_string(hide_password=False),
                service,
                "run",
                "migrate",
                extensions=["pg_trgm"],
                separate_owner=True,
            )
        provisioned.connect(service, service, "run").close()
    finally:
        with provisioned.as_admin() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(service)))
            for role in (service, f"{service}_migrate", f"{service}_owner", helper):
                server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
