"""Ports of a stack: where each process listens, whether a port is free, and who holds it if not."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from homefire_cli.errors import CannotRun
from homefire_cli.readiness import wait_until
from homefire_cli.suite import (
    BROKER,
    CORE_SIMULATOR,
    EPMD,
    GATEWAY,
    MAIL_CATCHER,
    MAIL_CATCHER_SMTP,
    POSTGRES,
    SERVICES,
)

HOST = "127.0.0.1"
DISTRIBUTION = "rabbitmq-distribution"
# All lie below 32768, where the kernel begins to pick ports for outgoing connections: a client that retries
# while a server is down would sooner or later take the server's own port.
_FIRST = {
    GATEWAY: 8000,
    **{service: 8001 + place for place, service in enumerate(SERVICES)},
    CORE_SIMULATOR: 8001 + len(SERVICES),
    MAIL_CATCHER: 8002 + len(SERVICES),
    MAIL_CATCHER_SMTP: 8003 + len(SERVICES),
    POSTGRES: 18432,
    EPMD: 18671,
    BROKER: 18672,
    DISTRIBUTION: 18673,
}
SECOND = {BROKER: DISTRIBUTION, MAIL_CATCHER: MAIL_CATCHER_SMTP}
"""The second port of a process that has one."""
REFUSED = frozenset({10080})
"""Ports in reach that browsers open no page at (the Fetch Standard's bad ports)."""
_LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one stack. `offset` moves all of them, so that stacks can run side by side."""

    offset: int = 0

    def __getitem__(self, name: str) -> int:
        return _FIRST[name] + self.offset

    def all(self) -> dict[str, int]:
        """Every port by the name of what listens there."""
        return {name: self[name] for name in _FIRST}

    @classmethod
    def unused(cls, first: int = 200, last: int = 4000, step: int = 20) -> Ports:
        """The first set of ports of which none is in use; it is this process's until it ends."""
        for offset in range(first, last, step):
            ports = cls(offset)
            used = ports.all().values()
            if not REFUSED.intersection(used) and all(is_free(port) for port in used) and _reserve(offset):
                return ports
        raise CannotRun("No free set of ports was found: stop what occupies ports 8000 to 12000.")


def _reserve(offset: int) -> bool:
    """Whether nobody else who asks for unused ports has been given these, and not yet begun to listen."""
    path = Path(tempfile.gettempdir()) / f"homefire-ports-{offset}"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    # Left open on purpose: the system releases the lock when this process ends, however it ends.
    return True


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback address now."""
    with socket.socket() as probe:
        # Connections that are merely fading away do not hinder a server; a listener does, and so does one
        # that allows sharing (nameko's web server), because the probe itself does not ask to share.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def require_free(ports: Ports, names: Iterable[str], patience: float = 3.0) -> None:
    """Raises `CannotRun` that names every port in use, who uses it, and what to do."""
    names = list(names)
    # The threads of a process that was killed may hold its port a moment longer than it is to be seen.
    wait_until(lambda: all(is_free(ports[name]) for name in names), patience)
    taken = [
        f"port {ports[name]} (for {name}) is in use by {holder(ports[name])}"
        for name in names
        if not is_free(ports[name])
    ]
    if taken:
        raise CannotRun(
            f"{'; '.join(taken)}. Stop what uses it, or move every port of Homefire with "
            f"HOMEFIRE_PORT_OFFSET={ports.offset + 100}."
        )


def holder(port: int, proc: Path = Path("/proc")) -> str:
    """The process that listens on a port, such as "nginx (process 812)"."""
    inodes = _listening_inodes(port, proc)
    for process in proc.iterdir():
        if not process.name.isdigit():
            continue
        try:
            if any(entry.readlink().name in inodes for entry in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            # The process ended while we looked, or belongs to somebody else.
            continue
    return "a process that is not ours to see"


def _listening_inodes(port: int, proc: Path) -> set[str]:
    inodes = set()
    for table in ("net/tcp", "net/tcp6"):
        try:
            lines = (proc / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == _LISTENING and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    return inodes
