"""Starts one service: `python -m customers run`, `python -m customers migrate`.

Nothing that opens a socket may be imported before `run` has patched the standard library for eventlet, so the
imports that need it stand inside the functions.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import warnings
from typing import TYPE_CHECKING, Any

from homefire.settings import Settings

if TYPE_CHECKING:
    from homefire.edge import Edge
    from homefire.operations import Background, Service

DRAIN_SECONDS = 20
"""How long a stopping service may take to finish what it has begun."""


def main(package: str) -> None:
    """The command line of one service."""
    commands = {"run": run, "migrate": migrate}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        raise SystemExit(f"usage: python -m {package} run|migrate")
    commands[sys.argv[1]](package)


def migrate(package: str) -> None:
    """Brings the database to the newest schema, as the role that owns it."""
    from homefire import migrations, telemetry

    settings = Settings.from_environment(package)
    telemetry.configure(settings.log_level, package)
    migrations.migrate(settings)
    telemetry.logger("homefire.runtime").info("migrated", service=package)


def run(package: str) -> None:
    """Serves until told to stop."""
    patch()
    from homefire import telemetry

    settings = Settings.from_environment(package)
    settings.require("database_url", "amqp_url", "master_key_file", "signing_key_file", "keys_file")
    telemetry.configure(settings.log_level, package)
    service = load_service(package)
    serve(settings, service)


def patch() -> None:
    """Makes blocking calls cooperative.

    psycopg's C build waits in C and would stop every greenlet of the process; this variable, read once, at
    import, makes it wait in Python. What then waits is `homefire.waiting`, which costs less than selectors do.
    """
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        import eventlet

        eventlet.monkey_patch()
    import psycopg.waiting

    if psycopg.waiting.wait is not psycopg.waiting.wait_selector:
        raise SystemExit(
            "psycopg was imported before the service was patched: its waits would block every call."
        )
    from homefire import waiting

    psycopg.waiting.wait = waiting.wait


def load_service(package: str) -> type[Service]:
    """The service class of a package: the one in `<package>.service` that bears the package's name."""
    module = importlib.import_module(f"{package}.service")
    for member in vars(module).values():
        if isinstance(member, type) and vars(member).get("name") == package:
            return member
    raise SystemExit(f"{package}.service has no class named {package!r}.")


def serve(settings: Settings, service: type[Service]) -> None:
    """Runs a service in this process, which `patch` has patched, until it is told to stop."""
    from homefire import faults, telemetry
    from homefire.container import Container
    from homefire.rpc import register_problems

    log = telemetry.logger("homefire.runtime")
    register_problems()
    edge = build_edge(settings, service)
    relay = _start_relay(settings, edge)
    background = _start_background(edge, service)
    container = Container(service, container_config(settings, edge))
    _watch_consumers(container, edge)
    stop = _Stop(container)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    container.start()
    # What lives as long as the process is not looked at again by every collection.
    gc.collect()
    gc.freeze()
    log.info("started", service=service.name, version=service.version, http_port=settings.http_port)
    faults.point("runtime.started")
    try:
        container.wait()
    finally:
        for work in background:
            work.stop()
        relay.stop()
        log.info("stopped", service=service.name)


def container_config(settings: Settings, edge: Edge) -> dict[str, Any]:
    """What nameko and our entrypoints read from the container's configuration."""
    from nameko.web.server import BindAddress

    return {
        "AMQP_URI": settings.amqp_url,
        "max_workers": settings.workers,
        "heartbeat": 30,
        "serializer": "json",
        "ACCEPT": ["json"],
        "edge": edge,
        "http_address": BindAddress(settings.http_host, settings.http_port),
    }


def build_edge(settings: Settings, service: type[Service]) -> Edge:
    """The edge of a service; ends the process with a sentence when the database is not migrated."""
    import sqlalchemy as sa

    from homefire import migrations
    from homefire.client import RpcClient
    from homefire.database import Database
    from homefire.edge import Edge
    from homefire.peers import Peers

    # One connection per worker, and three more: the relay's two and the readiness check's; and two for each work
    # in the background.
    more = 3 + 2 * len(service.background)
    database = Database(settings.database_url, pool_size=settings.workers + more)
    try:
        current = migrations.is_current(database.engine, settings.service)
    except sa.exc.OperationalError:
        raise SystemExit(
            f"{settings.service} cannot reach its database. Start it, then start the service."
        ) from None
    if not current:
        raise SystemExit(
            f"The database of {settings.service} has another schema: run `{settings.service} migrate`."
        )
    client = RpcClient(settings.amqp_url, settings.service) if service.calls else None
    return Edge(
        settings,
        database,
        version=service.version,
        constraints=service.constraints,
        client=client,
        peers=Peers.of(settings.service, settings.service_urls) if service.calls else None,
        scopes=service.scopes,
    )


def _start_relay(settings: Settings, edge: Edge) -> Any:
    import eventlet

    from homefire.relay import Relay

    relay = Relay(edge.database.engine, settings.amqp_url, settings.service)
    edge.committed = relay.wake
    edge.checks["publisher"] = relay.healthy
    eventlet.spawn(relay.run)
    return relay


def _start_background(edge: Edge, service: type[Service]) -> list[Background]:
    """Starts what the service does beside answering; a commit wakes it, as it wakes the relay."""
    import eventlet

    started = [make(edge) for make in service.background]
    relay_wakes = edge.committed

    def wake() -> None:
        relay_wakes()
        for work in started:
            work.wake()

    if started:
        edge.committed = wake
    for work in started:
        eventlet.spawn(work.run)
    return started


def _watch_consumers(container: Any, edge: Edge) -> None:
    from homefire.rpc import DrainingQueueConsumer

    consumers = [found for found in container.subextensions if isinstance(found, DrainingQueueConsumer)]
    edge.checks["consumers"] = lambda: all(consumer.connected for consumer in consumers)


class _Stop:
    """Stops the container once, gracefully, and ends the process when that takes too long."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._called = False

    def __call__(self, number: int, frame: Any) -> None:
        import eventlet

        if self._called:
            return
        self._called = True
        eventlet.spawn_after(DRAIN_SECONDS, os._exit, 1)
        eventlet.spawn_n(self._container.stop)
