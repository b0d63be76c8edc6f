"""Which databases must be migrated: those whose program has changed since it was last done."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Iterable
from pathlib import Path

import psycopg

from homefire_cli.keys import write_private

_SOURCES = ("*.py", "*.toml")
_LIBRARY = "homefire"


class Migrations:
    """What was migrated, remembered beside the server's data, so that both vanish together."""

    def __init__(self, file: Path | None, admin_url: str) -> None:
        self._file = file
        self._admin_url = admin_url

    def due(self, programs: Iterable[str]) -> list[str]:
        """The programs that must be migrated; every one where nothing can be remembered."""
        done, now = self._read(), self._marks(programs)
        return [program for program, mark in now.items() if done.get(program) != mark]

    def remember(self, programs: Iterable[str]) -> None:
        """These have been migrated."""
        if self._file:
            write_private(self._file, json.dumps({**self._read(), **self._marks(programs)}))

    def _read(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._file.read_text())) if self._file else {}
        except (OSError, ValueError):
            return {}

    def _marks(self, programs: Iterable[str]) -> dict[str, str]:
        """Per program, its database as the server numbers it and its code as it is now."""
        with psycopg.connect(self._admin_url.replace("+psycopg", "")) as connection:
            rows = connection.execute("SELECT datname, oid::bigint FROM pg_database").fetchall()
            numbers = {str(name): number for name, number in rows}
        library = _fingerprint(_LIBRARY)
        return {program: f"{numbers.get(program)} {_fingerprint(program)} {library}" for program in programs}


def _fingerprint(package: str) -> str:
    spec = importlib.util.find_spec(package)
    digest = hashlib.sha256()
    for folder in spec.submodule_search_locations or [] if spec else []:
        for path in sorted(path for pattern in _SOURCES for path in Path(folder).rglob(pattern)):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
