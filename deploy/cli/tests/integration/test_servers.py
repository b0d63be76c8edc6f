"""The stack's own PostgreSQL and RabbitMQ: what can go wrong around their start, and what is left after."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pika
import psycopg
import pytest

from homefire_cli.errors import CannotRun
from homefire_cli.migrating import Migrations
from homefire_cli.ports import Ports, is_free
from homefire_cli.processes import strays
from homefire_cli.readiness import wait_until
from homefire_cli.stack import MARKER, Stack
from homefire_cli.suite import BROKER, EPMD, POSTGRES


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of servers alone, apart from the session's."""
    # pytest's own folders are closed to other users, and PostgreSQL runs as one when we are root.
    with tempfile.TemporaryDirectory(prefix="homefire-") as folder:
        Path(folder).chmod(0o755)
        made = Stack(Path(folder), Ports.unused(1200))
        yield made
        made.wipe()


def connect(stack: Stack) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(stack.admin_database_url().replace("+psycopg", ""))


def remember_something(stack: Stack) -> None:
    with connect(stack) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")


def listeners(table: str) -> list[tuple[str, int]]:
    """Address, as the kernel writes it, and port of everything that listens."""
    lines = [line.split() for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    places = [fields[1].split(":") for fields in lines if fields[3] == "0A"]
    return [(address, int(port, 16)) for address, port in places]


def test_a_first_start_that_was_killed_midway_begins_again(stack: Stack) -> None:
    stack.prepare()
    stack.servers.command(POSTGRES)
    home = (stack.state_folder / "postgres").resolve()
    unfinished = (home / "data").rename(home / "data.unfinished")
    (unfinished / "PG_VERSION").unlink()
    stack.ensure_servers()
    assert not unfinished.exists()
    assert stack.is_ready(POSTGRES)
    assert stack.is_ready(BROKER)


def test_servers_listen_on_the_loopback_address_alone(stack: Stack) -> None:
    stack.ensure_servers()
    ports = set(stack.ports.all().values())
    assert [address for address, port in listeners("tcp") if port in ports] == ["0100007F"] * 4
    assert {address for address, port in listeners("tcp6") if port in ports} <= {f"{'0' * 24}01000000"}


def test_the_database_lets_nobody_in_without_a_password(stack: Stack) -> None:
    stack.ensure_servers()
    url = stack.admin_database_url().replace("+psycopg", "")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(stack.keys.password("administrator.postgres"), "guess"))


@pytest.mark.parametrize("name", [POSTGRES, BROKER])
def test_a_killed_server_starts_again_with_its_data(stack: Stack, name: str) -> None:
    stack.ensure_servers()
    stack.servers.let_queues_settle()
    remember_something(stack)
    stack.kill(name)
    assert not stack.running(name)
    stack.ensure_servers()
    with connect(stack) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("kept",)
    with pika.BlockingConnection(pika.URLParameters(stack.admin_amqp_url)) as connection:
        connection.channel().queue_declare("audit.notes", passive=True)


def test_a_lock_file_that_names_a_recycled_pid_does_not_stop_a_start(stack: Stack) -> None:
    """PostgreSQL itself would take the pid, which by now is this test's, for another server's."""
    stack.ensure_servers()
    lock = (stack.state_folder / "postgres").resolve() / "data" / "postmaster.pid"
    before = lock.read_text().splitlines()
    stack.kill(POSTGRES)
    lock.write_text("\n".join([str(os.getpid()), *before[1:]]) + "\n")
    stack.ensure_servers()
    assert lock.read_text().splitlines()[0] != str(os.getpid())


def test_a_lost_password_is_said_so(stack: Stack) -> None:
    stack.ensure_servers()
    file = stack.keys.folder / "administrator.postgres.password"
    password = file.read_text()
    file.write_text("another")
    try:
        with pytest.raises(CannotRun, match="does not accept the password"):
            stack.is_ready(POSTGRES)
    finally:
        file.write_text(password)


def test_a_broker_with_yesterdays_definitions_is_restarted(stack: Stack) -> None:
    stack.ensure_servers()
    before = stack.running(BROKER)
    stack.ensure_servers()
    assert stack.running(BROKER) == before
    (stack.state_folder / "rabbitmq" / "definitions.json").write_text("{}")
    stack.ensure_servers()
    assert stack.running(BROKER) != before


def test_nothing_runs_after_down(stack: Stack) -> None:
    stack.ensure_servers()
    stack.down()
    assert strays(f"{MARKER}={stack.state_folder}") == []
    assert all(is_free(port) for port in stack.ports.all().values())


def test_down_ends_what_a_killed_runner_has_lost_sight_of(stack: Stack) -> None:
    stack.ensure_servers()
    for name in (POSTGRES, EPMD, BROKER):
        stack.processes.forget(name)
    stack.down()
    assert wait_until(lambda: all(is_free(port) for port in stack.ports.all().values()), 10)


def test_data_that_became_unreachable_are_left_alone_and_said_so(stack: Stack) -> None:
    stack.ensure_servers()
    stack.kill(POSTGRES)
    data = (stack.state_folder / "postgres").resolve() / "data"
    stack.state_folder.chmod(0o600)
    try:
        with pytest.raises(CannotRun, match="cannot write to"):
            stack.servers.command(POSTGRES)
    finally:
        stack.state_folder.chmod(0o755)
    assert (data / "PG_VERSION").exists()
    stack.ensure_servers()


def test_migrations_are_due_once_for_a_program_and_its_database(stack: Stack) -> None:
    stack.ensure_servers()
    url = stack.admin_database_url()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE audit")
        migrations = Migrations(stack.servers.migrations_file, url)
        assert migrations.due(["audit"]) == ["audit"]
        migrations.remember(["audit"])
        assert migrations.due(["audit", "customers"]) == ["customers"]
        connection.execute("DROP DATABASE audit")
        connection.execute("CREATE DATABASE audit")
    assert migrations.due(["audit"]) == ["audit"]
    assert Migrations(None, url).due(["audit"]) == ["audit"]
