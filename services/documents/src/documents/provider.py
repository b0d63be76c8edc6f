"""Gives the service its store."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from documents.settings import StoreSettings
from documents.store import Store


class StoreProvider(DependencyProvider):
    """One store per process. Its state is part of whether the service is ready."""

    store: Store

    def setup(self) -> None:
        """Reads the settings; a wrong one ends the process with a sentence."""
        settings = StoreSettings.from_environment()
        self.store = Store(settings.folder, settings.most_bytes)
        self.container.config["edge"].checks["store"] = self.store.is_usable

    def get_dependency(self, worker_ctx: Any) -> Store:
        """The store, the same for every call."""
        return self.store
