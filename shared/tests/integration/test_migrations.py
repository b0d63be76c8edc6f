"""What `migrate` leaves behind: the newest schema, one key, a role that can run the service and no more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from homefire import migrations, plumbing
from homefire.crypto import MasterKey
from homefire.edge import Edge
from homefire.testing.suite import Suite

SERVICE = "customers"


@pytest.fixture
def edge(suite: Suite) -> Edge:
    """The edge of a service in this process: its engine connects as the role that runs the service."""
    return suite.edge(SERVICE)


def test_migrated_database_is_current_and_an_empty_one_is_not(edge: Edge, empty_database: sa.URL) -> None:
    assert migrations.is_current(edge.database.engine, SERVICE)
    empty = sa.create_engine(empty_database, poolclass=sa.NullPool)
    assert not migrations.is_current(empty, SERVICE)


def test_database_of_another_version_is_not_current(suite: Suite, edge: Edge) -> None:
    """A service refuses to start on a schema it was not written for, older or newer."""
    revision = sa.table("alembic_version", sa.column("version_num"))
    with suite.database(SERVICE).connect() as connection:
        original = connection.scalar(sa.select(revision.c.version_num))
        try:
            connection.execute(sa.update(revision).values(version_num="9999"))
            connection.commit()
            assert not migrations.is_current(edge.database.engine, SERVICE)
        finally:
            connection.execute(sa.update(revision).values(version_num=original))
            connection.commit()
    assert migrations.is_current(edge.database.engine, SERVICE)


def test_migrating_again_changes_nothing(suite: Suite, edge: Edge) -> None:
    keys = sa.select(plumbing.field_keys).order_by(plumbing.field_keys.c.id)
    with suite.database(SERVICE).connect() as connection:
        before = connection.execute(keys).all()
        suite.stack.migrate(SERVICE)
        assert connection.execute(keys).all() == before
    assert len(before) == 1
    assert migrations.is_current(edge.database.engine, SERVICE)


def test_data_key_lies_in_the_database_wrapped_by_a_key_that_does_not(suite: Suite, edge: Edge) -> None:
    with suite.database(SERVICE).connect() as connection:
        [row] = connection.execute(sa.select(plumbing.field_keys)).all()
    assert edge.settings.master_key_file is not None
    key = MasterKey.from_file(edge.settings.master_key_file).unwrap(bytes(row.wrapped))
    assert len(key) == 32
    assert key not in bytes(row.wrapped)
    assert row.retired_at is None


def test_run_role_owns_nothing(edge: Edge) -> None:
    owned = """
        select relname from pg_class where pg_get_userbyid(relowner) = current_user
        union all select nspname from pg_namespace where pg_get_userbyid(nspowner) = current_user
        union all select proname from pg_proc where pg_get_userbyid(proowner) = current_user
        union all select datname from pg_database where pg_get_userbyid(datdba) = current_user
    """
    with edge.database.reading() as connection:
        assert connection.scalar(sa.text("select current_user")) == SERVICE
        assert connection.scalars(sa.text(owned)).all() == []
        rights = sa.text(
            "select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls "
            "from pg_roles where rolname = current_user"
        )
        assert connection.scalar(rights) is False


@pytest.mark.parametrize(
    "statement",
    [
        "create table sneaky (a int)",
        "create schema sneaky",
        "create function sneaky() returns int language sql as 'select 1'",
        "drop table outbox",
        "alter table outbox disable trigger all",
        "truncate outbox",
        "update field_keys set wrapped = ''",
        "insert into field_keys (id, wrapped) values (gen_random_uuid(), '')",
        "delete from field_keys",
        "delete from projection",
        "delete from reference_entry",
        "delete from relay_state",
        "insert into relay_state values (2, 1)",
        "update inbox set handler = ''",
        "update alembic_version set version_num = '0'",
        "set role customers_migrate",
        "create extension hstore",
    ],
)
def test_run_role_cannot_change_the_schema_nor_what_it_has_no_need_of(edge: Edge, statement: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError) as refused, edge.database.engine.begin() as connection:
        connection.execute(sa.text(statement))
    assert getattr(refused.value.orig, "sqlstate", "") == "42501"
