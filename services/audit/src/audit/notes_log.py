"""What joins the log to its service: the ingest runs beside the operations, and both share the keys."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from nameko.extensions import DependencyProvider

from audit.ingest import Ingest
from audit.sealing import KeyRing
from homefire.database import make_engine

_STOP_SECONDS = 10.0


class NotesLog(DependencyProvider):
    """Gives each call the customers' keys, and runs the ingest for as long as the service runs."""

    def __init__(self) -> None:
        self._keys: KeyRing | None = None
        self._ingest: Ingest | None = None
        self._engine: sa.Engine | None = None

    def setup(self) -> None:
        """Reads nothing and connects nowhere yet: what is away is waited for by the ingest itself."""
        edge = self.container.config["edge"]
        settings = edge.settings
        self._keys = KeyRing(edge.master_key)
        # One connection of its own, so that calls which hold all others cannot hold up the log.
        self._engine = make_engine(settings.database_url, pool_size=1)
        ingest = self._ingest = Ingest(
            settings.amqp_url, self._engine, self._keys, edge.clock, settings.time_zone
        )
        edge.checks["ingest"] = lambda: ingest.consuming

    def start(self) -> None:
        """Begins to consume."""
        if self._ingest is not None:
            self.container.spawn_managed_thread(self._ingest.run, identifier="audit.ingest")

    def stop(self) -> None:
        """Lets the batch under way be finished."""
        if self._ingest is None or self._engine is None:
            return
        self._ingest.stop()
        deadline = time.monotonic() + _STOP_SECONDS
        while not self._ingest.stopped and time.monotonic() < deadline:
            time.sleep(0.05)
        self._engine.dispose()

    def get_dependency(self, worker_ctx: Any) -> KeyRing | None:
        """The customers' keys."""
        return self._keys
