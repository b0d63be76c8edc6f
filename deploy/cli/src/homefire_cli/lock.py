"""One runner per stack: a lock that the system releases when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from homefire_cli.errors import CannotRun
from homefire_cli.readiness import wait_until


class StackLock:
    """Held by whoever starts, watches or stops a stack. A child that inherits the file keeps it held."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._file: int | None = None

    @property
    def file(self) -> int:
        """The open file, to be handed to a process that takes over."""
        if self._file is None:
            raise RuntimeError("the lock is not held")
        return self._file

    def take(self, patience: float = 0.0) -> bool:
        """Whether the lock could be had within `patience` seconds."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

        def is_free() -> bool:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        try:
            taken = wait_until(is_free, patience)
        except OSError as error:
            os.close(descriptor)
            raise CannotRun(f"{self._path} cannot be locked: {error.strerror}.") from error
        if taken:
            self._file = descriptor
        else:
            os.close(descriptor)
        return taken

    def release(self) -> None:
        """Lets another runner have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
