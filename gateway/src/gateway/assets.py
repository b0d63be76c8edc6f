"""Where the built style sheet, script and icon are: names with a hash of their content, kept for a year."""

from __future__ import annotations

import json
from pathlib import Path

DIST = Path(__file__).parent / "static" / "dist"
PREFIX = "static"
YEAR = 365 * 24 * 3600


class Assets:
    """The manifest that `build-assets` wrote."""

    def __init__(self, folder: Path = DIST) -> None:
        self.folder = folder
        manifest = folder / "manifest.json"
        self._names: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}

    @property
    def built(self) -> bool:
        """Whether there is anything to serve."""
        return bool(self._names)

    def url(self, name: str) -> str:
        """The address of an asset by its plain name (`staff.css`)."""
        return f"/{PREFIX}/{self._names.get(name, name)}"

    def path(self, name: str) -> Path:
        """Where an asset lies that the gateway itself reads (`export.ttf`)."""
        return self.folder / self._names.get(name, name)
