"""A RabbitMQ server of the stack's own, with a port mapper of its own, configured from one generated file."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pika
import pika.exceptions

from homefire.bus import ADMIN, VHOST
from homefire_cli import readiness
from homefire_cli.errors import CannotRun
from homefire_cli.keys import write_private
from homefire_cli.ports import DISTRIBUTION, HOST, Ports
from homefire_cli.processes import Command
from homefire_cli.suite import BROKER, EPMD

_OLDEST = (3, 10)


class RabbitMQ:
    """The server whose data lie in `folder`."""

    def __init__(self, folder: Path, ports: Ports, password: str) -> None:
        self.folder = folder
        self._ports = ports
        self._password = password

    @property
    def url(self) -> str:
        """Where the administrator reaches the suite's virtual host."""
        return self.url_for(ADMIN, self._password)

    def url_for(self, user: str, password: str) -> str:
        """Where a user of the broker reaches the suite's virtual host."""
        return f"amqp://{quote(user, safe='')}:{password}@{HOST}:{self._ports[BROKER]}/{VHOST}"

    def differs(self, definitions: Mapping[str, Any]) -> bool:
        """Whether these definitions are not the ones that the server last started with."""
        try:
            return _without_hashes(self._loaded.read_text()) != _without_hashes(json.dumps(definitions))
        except OSError:
            return True

    def prepare(self, definitions: Mapping[str, Any]) -> None:
        """Writes the configuration that the server reads when it starts."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(self._loaded, json.dumps(definitions, indent=1))
        write_private(
            self.folder / "rabbitmq.conf",
            f"listeners.tcp.1 = {HOST}:{self._ports[BROKER]}\n"
            f"load_definitions = {self._loaded}\n"
            "log.file = false\nlog.console = true\nlog.console.level = warning\n"
            "log.console.formatter = json\n",
        )
        write_private(self.folder / "enabled_plugins", "[].\n")
        # The distribution's own configuration belongs to another server.
        write_private(self.folder / "rabbitmq-env.conf", "")

    @property
    def _loaded(self) -> Path:
        return self.folder / "definitions.json"

    def port_mapper(self) -> Command:
        """How Erlang's port mapper runs, which must run before the server."""
        listen = ["-port", str(self._ports[EPMD]), "-address", HOST]
        return Command(EPMD, [shutil.which("epmd") or "/usr/bin/epmd", *listen], self._environment())

    def command(self) -> Command:
        """How the server runs."""
        server = find_server()
        if server is None:
            raise CannotRun("RabbitMQ 3.10 or newer is not installed: install the package rabbitmq-server.")
        return Command(BROKER, [str(server)], self._environment())

    def is_ready(self) -> bool:
        """Whether the server answers and has loaded its definitions."""
        return server_version(self.url) is not None

    def wipe(self) -> None:
        """Removes the server's data. The server must be stopped."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        ports, folder = self._ports, self.folder
        return {
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "RABBITMQ_NODENAME": "homefire@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": HOST,
            "RABBITMQ_NODE_PORT": str(ports[BROKER]),
            "RABBITMQ_DIST_PORT": str(ports[DISTRIBUTION]),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "ERL_EPMD_PORT": str(ports[EPMD]),
            "ERL_EPMD_ADDRESS": HOST,
            # Without this Erlang's distribution listens on every address of the machine.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }


def server_version(url: str) -> str | None:
    """The version of the broker behind a URL, or None when it lets nobody in."""
    parameters = pika.URLParameters(url)
    parameters.socket_timeout = parameters.stack_timeout = 5
    if not readiness.accepts(parameters.host, parameters.port):
        return None
    try:
        connection = pika.BlockingConnection(parameters)
    except (pika.exceptions.AMQPError, OSError):
        return None
    try:
        properties = connection._impl.server_properties or {}
        return str(properties.get("version", ""))
    finally:
        connection.close()


def find_server(root: Path = Path("/usr/lib/rabbitmq")) -> Path | None:
    """The script that starts a new enough server as whoever calls; the one in /usr/sbin insists on root."""
    server = root / "bin" / "rabbitmq-server"
    if server.exists():
        # Older ones cannot dead-letter at least once, and refuse our definitions.
        return server if _newest(root / "lib") >= _OLDEST else None
    elsewhere = shutil.which("rabbitmq-server")
    return Path(elsewhere) if elsewhere and not elsewhere.startswith("/usr/sbin") else None


def _newest(libraries: Path) -> tuple[int, ...]:
    names = (path.name.rpartition("-")[2] for path in libraries.glob("rabbitmq_server-*"))
    versions = [re.findall(r"\d+", name)[:2] for name in names]
    return max((tuple(map(int, version)) for version in versions), default=_OLDEST)


def _without_hashes(text: str) -> Any:
    """Definitions without password hashes, which are salted and so differ each time they are written."""
    document = json.loads(text)
    for user in document.get("users", ()):
        user.pop("password_hash", None)
    return document
