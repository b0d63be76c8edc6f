"""One PostgreSQL database per service, and roles that reach that database and no other.

Run by whoever administers the server, before `migrate`. `<service>_migrate` owns the database and its
schema; `<service>` runs the service, owns nothing, and gets its rights on each table from the migrations.
Nothing is lost by running it again: passwords are set anew, everything else is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql

_LOCK = 0x686F6D6566697265
"""Two runs at once would collide in the server's catalogue ("tuple concurrently updated")."""

Connection = psycopg.Connection[tuple[object, ...]]

_HARMLESS = sql.SQL("NOCREATEDB NOCREATEROLE")
"""New roles are nothing more; only a superuser may say NOSUPERUSER, and the administrator may not be one."""


@dataclass(frozen=True, slots=True)
class DatabaseNeeds:
    """What a service's database needs and its own roles may not give themselves."""

    extensions: tuple[str, ...] = ()
    separate_owner: bool = False


NEEDS = {
    "customers": DatabaseNeeds(extensions=("pg_trgm", "btree_gist", "fuzzystrmatch")),
    "weatherization": DatabaseNeeds(extensions=("btree_gist", "pg_trgm", "fuzzystrmatch")),
    "appointments": DatabaseNeeds(extensions=("btree_gist",)),
    "messaging": DatabaseNeeds(extensions=("btree_gist",)),
    "audit": DatabaseNeeds(separate_owner=True),
}
"""By database name. Any other needs nothing."""


def provision_database(
    admin_url: str,
    service: str,
    run_password: str,
    migrate_password: str,
    *,
    extensions: Iterable[str] | None = None,
    separate_owner: bool | None = None,
) -> None:
    """Makes roles `<service>` and `<service>_migrate` and the database `<service>`.

    `admin_url` connects as a superuser, or as a role that may create databases and roles, to any database of
    the server. With `separate_owner` there is also `<service>_owner`, which cannot log in and which
    `<service>_migrate` can hand tables to, so that no role that logs in owns them. Raises `psycopg.Error`
    when the server refuses.
    """
    needs = NEEDS.get(service, DatabaseNeeds())
    extensions = needs.extensions if extensions is None else tuple(extensions)
    separate_owner = needs.separate_owner if separate_owner is None else separate_owner
    with _connect(admin_url) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _make_roles(server, service, run_password, migrate_password, separate_owner)
        _make_database(server, service)
        with _connect(admin_url, service) as database:
            _make_schema(database, service, separate_owner)
            for extension in extensions:
                database.execute(
                    sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
                )


def _connect(admin_url: str, database: str | None = None) -> Connection:
    """A connection in autocommit, since CREATE DATABASE cannot run inside a transaction."""
    url = sa.make_url(admin_url).set(drivername="postgresql")
    if database:
        url = url.set(database=database)
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True, connect_timeout=10)


def _make_roles(
    server: Connection, service: str, run_password: str, migrate_password: str, separate_owner: bool
) -> None:
    _make_login(server, service, run_password)
    _make_login(server, f"{service}_migrate", migrate_password)
    migrate = sql.Identifier(f"{service}_migrate")
    if server.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() != (True,):
        # Without membership, a role that is no superuser may not give a database away.
        server.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(migrate))
    if separate_owner:
        owner = f"{service}_owner"
        _make_role(server, owner)
        server.execute(
            sql.SQL("ALTER ROLE {} NOLOGIN PASSWORD NULL {}").format(sql.Identifier(owner), _HARMLESS)
        )
        server.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(owner), migrate))


def _make_login(server: Connection, role: str, password: str) -> None:
    """The password is hashed here, so that it stands in no statement that the server might log."""
    secret = server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    _make_role(server, role)
    server.execute(
        sql.SQL("ALTER ROLE {} LOGIN PASSWORD {} {}").format(
            sql.Identifier(role), sql.Literal(secret), _HARMLESS
        )
    )


def _make_role(server: Connection, role: str) -> None:
    if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        server.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))


def _make_database(server: Connection, service: str) -> None:
    database, owner = sql.Identifier(service), sql.Identifier(f"{service}_migrate")
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [service]).fetchone():
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(database, owner)
        )
    server.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, owner))
    server.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(service)))


def _make_schema(database: Connection, service: str, separate_owner: bool) -> None:
    database.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(f"{service}_migrate")))
    database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    database.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(service)))
    if separate_owner:
        # PostgreSQL lets a table change hands only to a role that may itself create in the schema.
        owner = sql.Identifier(f"{service}_owner")
        database.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(owner))
