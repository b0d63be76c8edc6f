"""One log file per process, never without bound, and reading them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

LIMIT = 10_000_000
"""Bytes. A log that has grown beyond this becomes NAME.log.1, and what was that is gone."""


def rotate(folder: Path, limit: int = LIMIT) -> None:
    """Empties the logs that have grown too large, after keeping one older generation of each."""
    for path in folder.glob("*.log"):
        if path.stat().st_size > limit:
            _keep_and_empty(path)


def _keep_and_empty(path: Path) -> None:
    # The process holds its file open for appending, so the file is emptied in place and not replaced.
    older = path.with_name(f"{path.name}.1")
    descriptor = os.open(older, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    os.truncate(path, 0)


def last_lines(path: Path, count: int) -> list[str]:
    """The last lines of a log."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - count * 2000))
            return file.read().decode(errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []


def follow(paths: dict[str, Path], pause: float = 0.3) -> Iterator[tuple[str, str]]:
    """Name and line of whatever is written to these logs from now on, for ever."""
    places = {name: path.stat().st_size if path.exists() else 0 for name, path in paths.items()}
    while True:
        for name, path in paths.items():
            size = path.stat().st_size if path.exists() else 0
            if size < places[name]:
                places[name] = 0
            if size > places[name]:
                with path.open("rb") as file:
                    file.seek(places[name])
                    new = file.read(size - places[name])
                whole, _, _ = new.rpartition(b"\n")
                places[name] += len(whole) + 1 if whole else 0
                yield from ((name, line) for line in whole.decode(errors="replace").splitlines())
        time.sleep(pause)
