"""Watching a stack: a process that dies is started again, more slowly each time; logs are kept small.

`./homefire up` watches in the foreground; `up --detach` leaves `python -m homefire_cli.supervisor` behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from homefire_cli import logs
from homefire_cli.environment import beside_from_environment
from homefire_cli.errors import CannotRun
from homefire_cli.existing import postgres_from_environment, rabbitmq_from_environment
from homefire_cli.lock import StackLock
from homefire_cli.ports import Ports
from homefire_cli.readiness import wait_until
from homefire_cli.stack import Stack

NAME = "supervisor"
_PAUSE = 0.5
_LONGEST_DELAY = 30.0
_STEADY = 60.0
_LOGS_EVERY = 10.0


@dataclass(slots=True)
class _Attempts:
    count: int = 0
    last: float = 0.0

    @property
    def next(self) -> float:
        return self.last + (min(2.0 ** (self.count - 1), _LONGEST_DELAY) if self.count else 0.0)


class Supervisor:
    """Keeps every process of a stack running until it is told to stop."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self._stack = stack
        self._say = say
        self._attempts = {name: _Attempts() for name in stack.names}

    def watch(self, stop: threading.Event) -> None:
        """Returns when `stop` is set."""
        logs_next = 0.0
        while not stop.wait(_PAUSE):
            for name in self._stack.names:
                if not stop.is_set():
                    self._look_after(name)
            if time.monotonic() > logs_next:
                logs.rotate(self._stack.logs)
                logs_next = time.monotonic() + _LOGS_EVERY

    def _look_after(self, name: str) -> None:
        attempts, now = self._attempts[name], time.monotonic()
        if self._stack.running(name):
            if attempts.count and now - attempts.last > _STEADY:
                attempts.count = 0
            return
        if now < attempts.next:
            return
        attempts.count, attempts.last = attempts.count + 1, now
        self._say(f"{name} has ended and is started again")
        try:
            self._stack.start(name)
        except CannotRun as error:
            self._say(str(error))
        except Exception as error:
            # Whatever it is, nobody else watches over the other processes.
            self._say(f"{name} could not be started: {error!r}")


def leave_watching(stack: Stack, lock: StackLock) -> None:
    """Starts a process that watches the stack after this one has ended, and holds its lock."""
    arguments = [str(stack.state_folder), str(stack.ports.offset), str(lock.file)]
    with stack.log_path(NAME).open("ab") as log:
        heir = subprocess.Popen(
            [sys.executable, "-m", "homefire_cli.supervisor", *arguments],
            cwd=stack.processes.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock.file,),
        )

    def has_taken_over() -> bool:
        record = stack.running(NAME)
        return record is not None and record.pid != os.getpid()

    if not wait_until(has_taken_over, 30):
        heir.kill()
        raise CannotRun(f"The supervisor did not start: see {stack.log_path(NAME)}.")


def main(state_folder: str, offset: str, _lock_file: str) -> None:
    """Watches until SIGTERM, then stops the stack. The inherited lock file stays open, and so locked."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stack = Stack(
        Path(state_folder),
        Ports(int(offset)),
        existing_postgres=postgres_from_environment(),
        existing_rabbitmq=rabbitmq_from_environment(),
        beside=beside_from_environment(),
    )
    stack.processes.remember(NAME, os.getpid())
    Supervisor(stack, _log).watch(stop)
    stack.down()
    stack.processes.forget(NAME)


def _log(text: str) -> None:
    print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), text, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
