"""What runs, where, since when, and whether it is well."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg

from homefire_cli import readiness
from homefire_cli.errors import CannotRun
from homefire_cli.rabbitmq import server_version
from homefire_cli.stack import Stack
from homefire_cli.suite import BESIDE, BROKER, EPMD, GATEWAY, POSTGRES, PROGRAMS
from homefire_cli.supervisor import NAME as SUPERVISOR

READY = "ready"
NOT_READY = "not ready"
STOPPED = "not running"


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """One process. `uptime` is in seconds; `checks` is what its `/readyz` names, where it has one."""

    name: str
    state: str
    pid: int | None
    port: int | None
    version: str | None
    uptime: float | None
    checks: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StackStatus:
    """A whole stack: its processes, and whether somebody watches over them."""

    address: str
    supervised: bool
    processes: list[ProcessStatus]

    @property
    def is_ready(self) -> bool:
        """Whether every process does its work."""
        return all(process.state == READY for process in self.processes)

    @property
    def is_stopped(self) -> bool:
        """Whether nothing of the stack's own runs."""
        return all(process.pid is None for process in self.processes)


def inspect(stack: Stack) -> StackStatus:
    """Asks every process, all at once."""
    names = list(dict.fromkeys([*stack.names, POSTGRES, BROKER]))
    with ThreadPoolExecutor(len(names)) as pool:
        processes = list(pool.map(lambda name: _process(stack, name), names))
    return StackStatus(stack.service_url(GATEWAY), stack.running(SUPERVISOR) is not None, processes)


def _process(stack: Stack, name: str) -> ProcessStatus:
    record = stack.running(name)
    own = name in stack.names
    ready, version = False, None
    checks: dict[str, Any] = {}
    if record or not own:
        ready, version, checks = _ask(stack, name)
    state = READY if ready else NOT_READY if record or not own else STOPPED
    return ProcessStatus(
        name=name,
        state=state,
        pid=record.pid if record else None,
        port=stack.ports[name] if own else None,
        version=version,
        uptime=round(time.time() - record.since, 1) if record else None,
        checks=checks,
    )


def _ask(stack: Stack, name: str) -> tuple[bool, str | None, dict[str, Any]]:
    """Readiness, version and named checks of a process that is said to run."""
    if name in (*PROGRAMS, *BESIDE):
        status, answer = readiness.get(stack.service_url(name), "/readyz")
        answer = answer if isinstance(answer, dict) else {}
        return status == 200, answer.get("version"), answer.get("checks", {})
    if name == EPMD:
        return stack.is_ready(EPMD), None, {}
    try:
        ready = stack.is_ready(name)
        version = _server_version(stack, name) if ready else None
    except CannotRun:
        return False, None, {}
    return ready, version, {}


def _server_version(stack: Stack, name: str) -> str | None:
    if name == BROKER:
        return server_version(stack.admin_amqp_url)
    url = stack.admin_database_url().replace("+psycopg", "")
    with psycopg.connect(url, connect_timeout=3) as connection:
        row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]).split()[0] if row else None
