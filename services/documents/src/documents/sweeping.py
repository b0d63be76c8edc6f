"""Forgets what was uploaded for messages that never came, and removes files that no row names, as long as it runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from documents import message_documents, repository
from documents.settings import StoreSettings
from documents.store import Store
from homefire import telemetry
from homefire.catching_up import do_piece

if TYPE_CHECKING:
    from homefire.edge import Edge

log = telemetry.logger("documents.sweeping")
EVERY_SECONDS = 3600.0
STOP_SECONDS = 5.0


class Sweeper:
    """Runs in a green thread of its own: at the start, then every hour; `run` returns after `stop`."""

    def __init__(self, edge: Edge) -> None:
        settings = StoreSettings.from_environment()
        self._edge, self._store = edge, Store(settings.folder, settings.most_bytes)
        self._stopping, self._ended = threading.Event(), threading.Event()

    def run(self) -> None:
        """Sweeps until it is stopped; what fails is tried again with the next round and costs nobody a request."""
        while not self._stopping.is_set():
            try:
                log.info("swept", removed=self.sweep())
            except Exception as error:
                log.error("sweep_failed", error=telemetry.describe(error))
            self._stopping.wait(EVERY_SECONDS)
        self._ended.set()

    def wake(self) -> None:
        """Nothing of what is committed makes a sweep more urgent."""

    def stop(self) -> None:
        """Ends `run`."""
        self._stopping.set()
        self._ended.wait(STOP_SECONDS)

    def sweep(self) -> int:
        """One round; how many files it has removed."""
        do_piece(self._edge, message_documents.forget_unsent)
        return self._store.sweep(self._known)

    def _known(self, names: list[str]) -> set[str]:
        with self._edge.database.reading() as connection:
            return repository.stored_names(connection, names)
