"""The two servers that a stack stands on, its own or somebody else's: how they run, who reaches them how."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homefire import bus, provisioning
from homefire.rights import agency_user
from homefire.topology import Topology
from homefire_cli import readiness
from homefire_cli.environment import Addresses
from homefire_cli.existing import ExistingPostgres, ExistingRabbitMQ
from homefire_cli.keys import Keys
from homefire_cli.ports import HOST, Ports
from homefire_cli.postgres import Postgres
from homefire_cli.processes import Command
from homefire_cli.rabbitmq import RabbitMQ
from homefire_cli.suite import BROKER, CORE, EPMD, POSTGRES, PROGRAMS

DEMONSTRATION_AGENCY = "demonstration"
"""The agency system that every local stack's broker knows."""

_SETTLING = 2.0
"""Seconds. A quorum queue whose broker is killed sooner after its declaration is lost (RabbitMQ 3.10)."""


class Servers:
    """PostgreSQL and RabbitMQ of one stack."""

    def __init__(
        self,
        state_folder: Path,
        ports: Ports,
        keys: Keys,
        existing_postgres: ExistingPostgres | None = None,
        existing_rabbitmq: ExistingRabbitMQ | None = None,
        *,
        core: bool = False,
        postgres_settings: Mapping[str, str] | None = None,
    ) -> None:
        """`core`: CORE's side takes part in the bus, so it has a user and a queue there."""
        self._postgres_settings = postgres_settings
        self._outside = (CORE,) if core else ()
        self._folder = state_folder
        self._ports = ports
        self._keys = keys
        self._existing_postgres = existing_postgres
        self._existing_rabbitmq = existing_rabbitmq
        self._topology = Topology.load()
        self._queues_are_new = False
        self._queues_settle_at = 0.0

    @property
    def own(self) -> tuple[str, ...]:
        """The processes that the stack runs itself, in the order in which they start."""
        postgres = () if self._existing_postgres else (POSTGRES,)
        return postgres if self._existing_rabbitmq else (*postgres, EPMD, BROKER)

    @property
    def postgres(self) -> Postgres | ExistingPostgres:
        """The database server."""
        return self._existing_postgres or self._own_postgres

    @property
    def rabbitmq(self) -> RabbitMQ | ExistingRabbitMQ:
        """The broker."""
        return self._existing_rabbitmq or self._own_rabbitmq

    def addresses(self, program: str) -> Addresses:
        """Where a program finds its database and its broker."""
        run, migrate = self._database_passwords(program)
        return Addresses(
            database=self.postgres.url_for(program, run, program),
            migrate_database=self.postgres.url_for(f"{program}_migrate", migrate, program),
            amqp=self.amqp_url(program),
        )

    def amqp_url(self, user: str) -> str:
        """A broker user's URL: a service, `gateway`, or `agency:demonstration`."""
        return self.rabbitmq.url_for(user, self._broker_password(user))

    def provision(self) -> None:
        """Makes databases and roles; what exists is left as it is."""
        for program in PROGRAMS:
            run, migrate = self._database_passwords(program)
            provisioning.provision_database(self.postgres.url(), program, run, migrate)

    def command(self, name: str) -> Command:
        """How a server of the stack's own runs, after what it needs on disk has been made."""
        if name == POSTGRES:
            self._own_postgres.prepare()
            return self._own_postgres.command()
        if name == EPMD:
            return self._own_rabbitmq.port_mapper()
        definitions = self._definitions()
        self._queues_are_new = self._own_rabbitmq.differs(definitions)
        self._own_rabbitmq.prepare(definitions)
        return self._own_rabbitmq.command()

    def load_definitions(self) -> None:
        """Tells somebody else's broker what the suite needs there; our own reads it when it starts."""
        if self._existing_rabbitmq:
            self._existing_rabbitmq.load(self._definitions())
            self._queues_are_new = True

    @property
    def must_restart_broker(self) -> bool:
        """Whether our broker runs with definitions that are not today's."""
        return not self._existing_rabbitmq and self._own_rabbitmq.differs(self._definitions())

    def is_ready(self, name: str) -> bool:
        """Whether a server answers."""
        if name == POSTGRES:
            return self.postgres.is_ready()
        if name == EPMD:
            return readiness.accepts(HOST, self._ports[EPMD])
        ready = self.rabbitmq.is_ready()
        if ready and self._queues_are_new:
            self._queues_are_new = False
            self._queues_settle_at = time.monotonic() + _SETTLING
        return ready

    def let_queues_settle(self) -> None:
        """Returns when queues that were declared just now can stand a crash of the broker."""
        time.sleep(max(0.0, self._queues_settle_at - time.monotonic()))

    @property
    def migrations_file(self) -> Path | None:
        """Where to remember what was migrated; nowhere for a server that others may change."""
        return None if self._existing_postgres else self._folder / "postgres" / "migrated.json"

    def wipe(self) -> None:
        """Removes the data of the stack's own servers, which must be stopped."""
        self._own_postgres.wipe()
        self._own_rabbitmq.wipe()

    @property
    def _own_postgres(self) -> Postgres:
        password = self._keys.password("administrator.postgres")
        return Postgres(
            self._folder / "postgres", self._ports[POSTGRES], password, settings=self._postgres_settings
        )

    @property
    def _own_rabbitmq(self) -> RabbitMQ:
        password = self._keys.password("administrator.rabbitmq")
        return RabbitMQ(self._folder / "rabbitmq", self._ports, password)

    def _definitions(self) -> dict[str, Any]:
        users = (*PROGRAMS, agency_user(DEMONSTRATION_AGENCY), *self._outside)
        document = bus.definitions(
            self._topology,
            {user: self._broker_password(user) for user in users},
            admin_password=self._keys.password("administrator.rabbitmq"),
            agencies=[DEMONSTRATION_AGENCY],
            outside=self._outside,
        )
        for user in document["users"]:
            if user["name"] == bus.ADMIN:
                # A dead event that is sent back keeps its authenticated producer.
                user["tags"] = sorted({*user["tags"], "impersonator"})
        return document

    def _broker_password(self, user: str) -> str:
        return self._keys.password(f"{user.replace(':', '.')}.rabbitmq")

    def _database_passwords(self, program: str) -> tuple[str, str]:
        return (
            self._keys.password(f"{program}.database"),
            self._keys.password(f"{program}.migrate-database"),
        )
