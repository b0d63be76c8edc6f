"""Gives the service its store, and has what crashes left behind swept once at the start."""

from __future__ import annotations

from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from documents import repository
from documents.settings import StoreSettings
from documents.store import Store
from homefire import telemetry

log = telemetry.logger("documents.provider")


class StoreProvider(DependencyProvider):
    """One store per process. Its state is part of whether the service is ready."""

    store: Store

    def setup(self) -> None:
        """Reads the settings; a wrong one ends the process with a sentence."""
        settings = StoreSettings.from_environment()
        self.store = Store(settings.folder, settings.most_bytes)
        self.container.config["edge"].checks["store"] = self.store.is_usable

    def start(self) -> None:
        """Sweeps beside the first requests."""
        eventlet.spawn(self._sweep)

    def get_dependency(self, worker_ctx: Any) -> Store:
        """The store, the same for every call."""
        return self.store

    def _sweep(self) -> None:
        database = self.container.config["edge"].database

        def known(names: list[str]) -> set[str]:
            with database.reading() as connection:
                return repository.stored_names(connection, names)

        try:
            removed = self.store.sweep(known)
        except (
            Exception
        ) as error:  # A sweep that fails is repeated at the next start and costs nobody a request.
            log.error("sweep_failed", error=telemetry.describe(error))
        else:
            log.info("swept", removed=removed)
