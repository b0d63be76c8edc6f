"""A stack: one running copy of the suite, with a state folder and a set of ports of its own.

`./homefire up` runs one in `.homefire`, the tests another in `.homefire/test`. The class prints nothing, so
that tests use it as a library; the command adds the talking.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from homefire.topology import Topology
from homefire_cli import readiness
from homefire_cli.environment import catcher_environment, program_environment, simulator_environment
from homefire_cli.errors import CannotRun
from homefire_cli.existing import ExistingPostgres, ExistingRabbitMQ
from homefire_cli.keys import Keys
from homefire_cli.migrating import Migrations
from homefire_cli.ports import HOST, SECOND, Ports, require_free
from homefire_cli.processes import Command, Processes, Record, end, strays
from homefire_cli.servers import Servers
from homefire_cli.suite import (
    BESIDE,
    BROKER,
    CORE,
    CORE_SIMULATOR,
    EPMD,
    GATEWAY,
    MAIL_CATCHER,
    POSTGRES,
    PROGRAMS,
    SERVICES,
)

MARKER = "HOMEFIRE_STACK"
"""An environment variable that every process of a stack carries, by which strays are found."""

_DRAINING = 25.0
"""Seconds. A program takes up to 20 to finish what it has begun."""

_STOPPING = {POSTGRES: (signal.SIGINT, 30.0), BROKER: (signal.SIGTERM, 40.0)}
"""Signal for a stop in good order, and seconds until it ends in SIGKILL."""


class Stack:
    """PostgreSQL, RabbitMQ, seven services and the gateway: processes known by files in the state folder."""

    def __init__(
        self,
        state_folder: Path,
        ports: Ports | None = None,
        *,
        existing_postgres: ExistingPostgres | None = None,
        existing_rabbitmq: ExistingRabbitMQ | None = None,
        beside: Iterable[str] = (),
        postgres_settings: Mapping[str, str] | None = None,
    ) -> None:
        """`beside`: which programs of `BESIDE` run beside the suite; the others start when they are asked for.

        `postgres_settings` are settings of the stack's own PostgreSQL, beside those that every stack has.
        """
        self.beside = tuple(name for name in BESIDE if name in set(beside))
        self.state_folder = state_folder.resolve()
        self.ports = ports or Ports()
        self.logs = self.state_folder / "logs"
        self.documents_store = self.state_folder / "documents"
        self.processes = Processes(self.state_folder / "run", self.logs)
        self.keys = Keys(self.state_folder / "secrets")
        self.servers = Servers(
            self.state_folder,
            self.ports,
            self.keys,
            existing_postgres,
            existing_rabbitmq,
            core=True,
            postgres_settings=postgres_settings,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every process that this stack runs, in the order in which they start."""
        return (*self.servers.own, *PROGRAMS, *self.beside)

    # Preparing

    def prepare(self) -> None:
        """Makes folders, keys and passwords that are missing."""
        self.state_folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.logs, self.processes.folder, self.documents_store):
            folder.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
        self.keys.prepare(Topology.load())

    def ensure_servers(self) -> None:
        """Starts PostgreSQL and RabbitMQ unless they run, and returns when both answer."""
        self.prepare()
        self.servers.load_definitions()
        if self.running(BROKER) and self.servers.must_restart_broker:
            self.stop(BROKER)
        self.start(*self.servers.own)
        self.wait_ready(POSTGRES, BROKER)

    def provision(self) -> None:
        """Makes databases and roles; what exists is left as it is."""
        self.servers.provision()

    def migrate(self, *names: str) -> None:
        """Brings the databases of these programs, or of all, to their newest form, side by side."""
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self._migrate, names or PROGRAMS))

    def migrate_where_due(self) -> None:
        """Migrates the programs that have changed since it was last done here."""
        migrations = Migrations(self.servers.migrations_file, self.admin_database_url())
        due = migrations.due(PROGRAMS)
        if due:
            self.migrate(*due)
            migrations.remember(due)

    def up(self) -> None:
        """Everything from nothing to ready, as one call for those who need no progress shown."""
        self.ensure_servers()
        self.provision()
        self.migrate()
        self.start(*self.names)
        self.wait_ready(*self.names)

    # Processes

    def start(self, *names: str, **environment: str) -> None:
        """Starts those of these processes that do not run, without waiting until they are ready.

        `environment` adds variables to what the programs are told, such as a fault that a test wants.
        """
        waiting = [name for name in self._with_port_mapper(names) if not self.running(name)]
        for name in waiting:
            # What a killed process left behind, such as a worker whose master is gone, holds its port.
            self.processes.kill(name)
        require_free(self.ports, [*waiting, *(SECOND[name] for name in waiting if name in SECOND)])
        if set(waiting) & {*PROGRAMS, CORE_SIMULATOR}:
            self.servers.let_queues_settle()
        for name in waiting:
            self.processes.start(self._command(name, environment))
            if name == EPMD:
                readiness.wait_until(lambda: self.is_ready(EPMD), 5)

    def restart(self, name: str) -> None:
        """Stops a process in good order and starts it again."""
        self.stop(name)
        self.start(name)

    def stop(self, *names: str) -> None:
        """Stops processes in good order, side by side."""
        with ThreadPoolExecutor(max(len(names), 1)) as pool:
            list(pool.map(self._stop, names))

    def kill(self, name: str) -> None:
        """SIGKILL to a process and all that it started."""
        self.processes.kill(name)

    def send(self, name: str, number: int) -> None:
        """Sends a signal, such as SIGSTOP, to the first process of a tree."""
        self.processes.send(name, number)

    def running(self, name: str) -> Record | None:
        """Pid and start of a process, if it runs."""
        return self.processes.running(name)

    def down(self) -> None:
        """Stops everything, programs before servers, and leaves no process behind."""
        self.stop(GATEWAY, CORE_SIMULATOR)
        self.stop(*SERVICES)
        self.stop(MAIL_CATCHER)
        self.stop(POSTGRES, BROKER)
        self.stop(EPMD)
        end(strays(f"{MARKER}={self.state_folder}"))

    def wipe(self) -> None:
        """Stops everything and removes all data: the next start is a first one. Keys and logs stay."""
        self.down()
        self.servers.wipe()
        for file in self.documents_store.rglob("*"):
            if file.is_file():
                file.unlink()

    # Readiness

    def wait_ready(self, *names: str, patience: float = 60.0) -> None:
        """Returns when all these processes are ready.

        Raises `CannotRun` with the end of its log when one dies or is not ready after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        for name in names:
            self._wait_ready(name, deadline)

    def is_ready(self, name: str) -> bool:
        """Whether a process does its work now: a server answers, a program's `/readyz` says yes."""
        if name in (*PROGRAMS, *BESIDE):
            return readiness.says_ready(self.service_url(name))
        return self.servers.is_ready(name)

    # What programs and tests need to know

    @property
    def admin_amqp_url(self) -> str:
        """The broker's administrator in the suite's virtual host."""
        return self.servers.rabbitmq.url

    def amqp_url(self, user: str) -> str:
        """A broker user's URL: a service, `gateway`, or `agency:demonstration`."""
        return self.servers.amqp_url(user)

    def admin_database_url(self, database: str = "postgres") -> str:
        """The database server's administrator in one database, in SQLAlchemy's form."""
        return self.servers.postgres.url(database)

    def environment(self, name: str, *, migrating: bool = False) -> dict[str, str]:
        """The environment of a program as the stack starts it."""
        if name == CORE_SIMULATOR:
            environment = simulator_environment(self.amqp_url(CORE), self.ports)
            return {**environment, MARKER: str(self.state_folder)}
        if name == MAIL_CATCHER:
            return {**catcher_environment(self.ports), MARKER: str(self.state_folder)}
        environment = program_environment(
            name,
            addresses=self.servers.addresses(name),
            keys=self.keys,
            ports=self.ports,
            documents=self.documents_store,
            migrating=migrating,
        )
        return {**environment, MARKER: str(self.state_folder)}

    def service_url(self, name: str) -> str:
        """Where a program answers HTTP."""
        return f"http://{HOST}:{self.ports[name]}"

    def log_path(self, name: str) -> Path:
        """The file with a process's output."""
        return self.processes.log_path(name)

    def token(
        self,
        role: str,
        *,
        audience: Iterable[str] | None = None,
        lifetime: float = 600,
        name: str | None = None,
        subject: str | None = None,
        party: int | None = None,
    ) -> str:
        """A bearer token of somebody with this role, signed by the gateway's key; see `sign_token`."""
        from homefire_cli.tokens import sign_token

        key = self.keys.signing_key(GATEWAY)
        return sign_token(
            key, role, audience=audience, lifetime=lifetime, name=name, subject=subject, party=party
        )

    # How it is done

    def _command(self, name: str, extra: dict[str, str]) -> Command:
        if name in (*PROGRAMS, *BESIDE):
            arguments = [sys.executable, "-m", name, "run"]
            return Command(name, arguments, {**self.environment(name), **extra}, folder=self.processes.folder)
        command = self.servers.command(name)
        return replace(command, environment={**command.environment, MARKER: str(self.state_folder)})

    def _with_port_mapper(self, names: Iterable[str]) -> list[str]:
        wanted = set(names)
        if BROKER in wanted:
            wanted.add(EPMD)
        return [name for name in dict.fromkeys((*self.names, *BESIDE)) if name in wanted]

    def _wait_ready(self, name: str, deadline: float) -> None:
        def is_ready() -> bool:
            if name in self.names and not self.running(name):
                raise CannotRun(f"{name} ended while it started. {self._log_end(name)}")
            return self.is_ready(name)

        if not readiness.wait_until(is_ready, deadline - time.monotonic()):
            raise CannotRun(f"{name} was not ready in time. {self._log_end(name)}")

    def _stop(self, name: str) -> None:
        number, patience = _STOPPING.get(name, (signal.SIGTERM, _DRAINING))
        self.processes.stop(name, number, patience)

    def _migrate(self, name: str) -> None:
        with self.log_path(name).open("ab") as log:
            done = subprocess.run(
                [sys.executable, "-m", name, "migrate"],
                cwd=self.processes.folder,
                env=self.environment(name, migrating=True),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if done.returncode:
            raise CannotRun(f"The database of {name} could not be migrated. {self._log_end(name)}")

    def _log_end(self, name: str) -> str:
        if name not in self.names:
            return ""
        return f"The end of {self.log_path(name)}:\n{self.processes.log_tail(name)}"
