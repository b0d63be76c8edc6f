"""Where the bytes of documents lie: one file each, encrypted before they come here, under random names.

A file is complete and on the disk before the row that names it commits, so a row never points to nothing.
What a crash leaves behind is a file that no row names; `sweep` removes such files once they are a day old.
"""

from __future__ import annotations

import os
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from documents.errors import StoreAway

_NAME = re.compile(r"[0-9a-f]{32}")
_PART = ".part"
ORPHAN_AGE = 86_400.0
"""Seconds after which a file without a row cannot belong to an upload under way."""


class Store:
    """A folder of files that belongs to this service alone. `most_bytes` is how large a document may be."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    @staticmethod
    def new_name() -> str:
        """A name that says nothing of the document or its customer."""
        return uuid.uuid4().hex

    def is_usable(self) -> bool:
        """Whether files can be put here now."""
        return self.folder.is_dir() and os.access(self.folder, os.R_OK | os.W_OK | os.X_OK)

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        """Writes a file so that it is there whole or not at all; raises `StoreAway`."""
        target = self._path(name)
        part = target.with_suffix(_PART)
        try:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _write(part, pieces)
            part.rename(target)
            for folder in (target.parent, self.folder):
                _sync_folder(folder)
        except OSError as error:
            with suppress(OSError):
                part.unlink()
            raise StoreAway() from error

    def pieces(self, name: str, size: int) -> Iterator[bytes]:
        """A file's bytes, `size` at a time; raises `FileNotFoundError`, or `StoreAway`."""
        try:
            with self._path(name).open("rb", buffering=0) as file:
                while piece := file.read(size):
                    yield piece
        except FileNotFoundError:
            raise
        except OSError as error:
            raise StoreAway() from error

    def sweep(self, known: Callable[[list[str]], set[str]], older_than: float = ORPHAN_AGE) -> int:
        """Removes files that no row names and that are older than `older_than` seconds; returns how many.

        `known` says which of some names have a row. When not one file has a row, this is another database's
        store, or the database has yet to be restored: nothing is removed.
        """
        orphans: list[Path] = []
        any_known = False
        for old in self._old(time.time() - older_than):
            complete = [path.name for path in old if _NAME.fullmatch(path.name)]
            kept = known(complete) if complete else set()
            any_known = any_known or bool(kept)
            orphans += [path for path in old if path.name not in kept]
        if not any_known:
            return 0
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)

    def _old(self, before: float) -> Iterator[list[Path]]:
        for folder in sorted(path for path in self.folder.iterdir() if path.is_dir()):
            old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before]
            if old:
                yield old

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of this store")
        return self.folder / name[:2] / name


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
