"""The monolith's database: the services' tables with their rows and indexes, in one database of the same server.

Rows are copied as they are, sealed values included. What sealed them is wrapped anew, because an application of
its own has a master key of its own.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

import applications.models
import appointments.models
import audit.models
import customers.models
import documents.models
import messaging.models
import weatherization.models
from homefire import plumbing
from homefire.crypto import MasterKey
from homefire_cli.keys import write_private
from homefire_cli.stack import Stack

NAME = "monolith"
_EXTENSIONS = ("pg_trgm", "fuzzystrmatch", "btree_gist")
_TABLES: dict[str, sa.MetaData] = {
    "customers": customers.models.Base.metadata,
    "applications": applications.models.Base.metadata,
    "weatherization": weatherization.models.Base.metadata,
    "appointments": appointments.models.Base.metadata,
    "messaging": messaging.models.Base.metadata,
    "documents": documents.models.Base.metadata,
    "audit": audit.models.Base.metadata,
}
_LISTS = plumbing.reference_entry
_KEYS = plumbing.field_keys
_KNOWN = plumbing.projection


def build(stack: Stack, master_key_file: Path) -> None:
    """Makes the database anew, with a new master key, and fills it from the services' databases."""
    secret = os.urandom(32)
    write_private(master_key_file, base64.b64encode(secret).decode())
    admin = sa.create_engine(stack.admin_database_url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.execute(sa.text(f"drop database if exists {NAME} with (force)"))
        connection.execute(sa.text(f"create database {NAME}"))
    engine = sa.create_engine(stack.admin_database_url(NAME), poolclass=sa.NullPool)
    with engine.begin() as connection:
        _create_tables(connection)
    taken: set[str] = set()
    for service, metadata in _TABLES.items():
        # A name that two services have is the first one's here: no record is read from the other's table.
        own = [table for table in metadata.sorted_tables if table.name not in taken]
        taken |= metadata.tables.keys()
        _copy(stack, service, own)
        _copy_indexes(stack, service, [table.name for table in own])
        _copy_lists(stack, service)
        _copy_keys(stack, service, MasterKey(secret))
    # What every service knows of customers is the same, and lies here once.
    _copy(stack, "applications", [_KNOWN])
    for database in (NAME, *_TABLES):
        _settle(stack, database)


def _create_tables(connection: sa.Connection) -> None:
    for extension in _EXTENSIONS:
        connection.execute(sa.text(f"create extension if not exists {extension}"))
    for metadata in _TABLES.values():
        metadata.create_all(connection)
    plumbing.metadata.create_all(connection, tables=[_LISTS, _KEYS, _KNOWN])


def _copy(stack: Stack, service: str, tables: Iterable[sa.Table]) -> None:
    with _connect(stack, service) as source, _connect(stack, NAME) as target:
        for table in tables:
            # What the database computes it computes again.
            stored = [column for column in table.columns if column.computed is None]
            columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in stored)
            place = sql.SQL("{} ({})").format(sql.Identifier(table.name), columns)
            reading = source.cursor().copy(sql.SQL("copy {} to stdout").format(place))
            writing = target.cursor().copy(sql.SQL("copy {} from stdin").format(place))
            with reading as rows, writing as into:
                for part in rows:
                    into.write(part)


def _copy_indexes(stack: Stack, service: str, tables: list[str]) -> None:
    """Indexes that only a migration knows of."""
    query = "select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = any(%s)"
    with _connect(stack, service) as source, _connect(stack, NAME) as target:
        made: dict[str, str] = dict(target.execute(query, [tables]).fetchall())
        for name, definition in source.execute(query, [tables]).fetchall():
            if name not in made:
                target.execute(definition)


def _copy_lists(stack: Stack, service: str) -> None:
    """Reference lists, of which two services may have the same one."""
    columns = ", ".join(column.name for column in _LISTS.columns)
    places = ", ".join("%s" for _ in _LISTS.columns)
    with _connect(stack, service) as source, _connect(stack, NAME) as target:
        rows = source.execute(
            f"select {columns.replace('data', 'data::text')} from reference_entry"
        ).fetchall()
        insert = f"insert into reference_entry ({columns}) values ({places}) on conflict do nothing"
        target.cursor().executemany(insert, rows)


def _copy_keys(stack: Stack, service: str, own: MasterKey) -> None:
    """The service's data keys, and its customers' keys where it has any, wrapped by the monolith's key."""
    theirs = MasterKey.from_file(stack.keys.master_key(service))
    with _connect(stack, service) as source, _connect(stack, NAME) as target:
        rows = source.execute("select id, wrapped, created_at, retired_at from field_keys").fetchall()
        again = [(id, own.wrap(theirs.unwrap(wrapped)), *times) for id, wrapped, *times in rows]
        target.cursor().executemany("insert into field_keys values (%s, %s, %s, %s)", again)
        if audit.models.CustomerKey.__tablename__ in _TABLES[service].tables:
            rows = target.execute("select wrapped, id from customer_key").fetchall()
            wrapped_anew = [(own.wrap(theirs.unwrap(wrapped)), id) for wrapped, id in rows]
            target.cursor().executemany("update customer_key set wrapped = %s where id = %s", wrapped_anew)


def _settle(stack: Stack, database: str) -> None:
    """Statistics and visibility maps, so that neither side pays for them while it is measured."""
    with _connect(stack, database) as connection:
        connection.autocommit = True
        connection.execute("vacuum (analyze)")


def _connect(stack: Stack, database: str) -> psycopg.Connection:
    return psycopg.connect(stack.admin_database_url(database).replace("+psycopg", ""))
