"""Two steps before the suite serves in containers: `python -m homefire_cli.containers prepare | migrate`.

`prepare` runs before any server does, since RabbitMQ reads its definitions when it starts: it makes keys and
passwords, and lays what each program and server may know into a folder that this one alone is given.
`migrate` runs once PostgreSQL answers: databases, roles and tables. Both can be repeated at any time.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from homefire.topology import Topology
from homefire_cli.environment import program_environment
from homefire_cli.existing import ExistingPostgres, ExistingRabbitMQ
from homefire_cli.keys import Keys, write_private
from homefire_cli.ports import Ports
from homefire_cli.postgres import ADMINISTRATOR
from homefire_cli.servers import Servers
from homefire_cli.suite import BROKER, GATEWAY, POSTGRES, PROGRAMS, SERVICES

STATE = Path("/var/lib/homefire/setup")
"""Every key and password, for these two steps alone."""

SECRETS = Path("/run/homefire")
"""Below it a folder for each program and server; the program finds its own here, at the top."""

_BLIND_INDEX_HOLDERS = ("customers", "applications")
_ADMINISTRATION = "administrator.postgres"


def prepare(state: Path = STATE, secrets: Path = SECRETS) -> None:
    """Makes what is missing of keys and passwords, and lays out what everybody needs to start."""
    keys = Keys(state)
    keys.prepare(Topology.load())
    servers = _servers(state, keys, secrets / BROKER)
    for program in PROGRAMS:
        folder = secrets / program
        for name, source in _files(program, keys).items():
            write_private(folder / name, source.read_text())
        write_private(folder / "environment", _environment(program, servers))
    _write_for_server(secrets / POSTGRES / "password", keys.password(_ADMINISTRATION))
    servers.load_definitions()


def migrate(state: Path = STATE) -> None:
    """Makes databases and roles, then has every program bring its own database to its newest form.

    Raises `SystemExit` with one sentence where the server refuses or a program's migration fails.
    """
    keys = Keys(state)
    servers = _servers(state, keys, SECRETS)
    try:
        servers.provision()
    except psycopg.OperationalError as error:
        raise SystemExit(f"PostgreSQL does not let its administrator in: {str(error).strip()}") from None
    for program in PROGRAMS:
        environment = program_environment(
            program,
            addresses=servers.addresses(program),
            keys=keys,
            ports=Ports(),
            documents=Path("/nonexistent"),
            migrating=True,
        )
        if subprocess.run([sys.executable, "-m", program, "migrate"], env=environment).returncode:
            raise SystemExit(f"The database of {program} could not be migrated: what it said stands above.")


class _DefinitionsFile(ExistingRabbitMQ):
    """A broker that is told what the suite needs by files, which it reads when it starts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"amqp://{BROKER}:5672")
        self._folder = folder

    def load(self, definitions: Mapping[str, Any]) -> None:
        """Writes the definitions, and the configuration that names them."""
        configuration = (
            f"load_definitions = {SECRETS / 'definitions.json'}\n"
            "log.file = false\nlog.console = true\nlog.console.level = warning\n"
            "log.console.formatter = json\n"
        )
        _write_for_server(self._folder / "definitions.json", json.dumps(definitions, indent=1))
        _write_for_server(self._folder / "rabbitmq.conf", configuration)


def _servers(state: Path, keys: Keys, broker_files: Path) -> Servers:
    """PostgreSQL and RabbitMQ under the names that they bear on the containers' network."""
    postgres = f"postgresql://{ADMINISTRATOR}:{keys.password(_ADMINISTRATION)}@{POSTGRES}:5432/postgres"
    return Servers(state, Ports(), keys, ExistingPostgres(postgres), _DefinitionsFile(broker_files))


def _files(program: str, keys: Keys) -> dict[str, Path]:
    """The keys that a program may read, by the name under which it finds them."""
    files = {"keys.json": keys.public_keys, "signing-key.json": keys.signing_key(program)}
    if program in SERVICES:
        files["master-key"] = keys.master_key(program)
    if program in _BLIND_INDEX_HOLDERS:
        files["blind-index-key"] = keys.blind_index_key
    if program == GATEWAY:
        files["secret-key"] = keys.gateway_secret_key
    return files


def _environment(program: str, servers: Servers) -> str:
    """The variables that carry passwords, as lines for a shell to read."""
    addresses = servers.addresses(program)
    variables = {"DATABASE_URL": addresses.database, "AMQP_URL": addresses.amqp}
    return "".join(f"{program.upper()}_{name}={shlex.quote(value)}\n" for name, value in variables.items())


def _write_for_server(path: Path, text: str) -> None:
    """A server runs as a user of its own image, so everybody may read; only that server is given the folder."""
    write_private(path, text)
    path.chmod(0o644)
    path.parent.chmod(0o755)


def main() -> None:
    """Carries out one step."""
    steps = {"prepare": prepare, "migrate": migrate}
    parser = argparse.ArgumentParser(prog="python -m homefire_cli.containers", description=__doc__)
    parser.add_argument("step", choices=steps)
    steps[parser.parse_args().step]()


if __name__ == "__main__":
    main()
