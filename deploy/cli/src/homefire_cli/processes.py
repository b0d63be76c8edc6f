"""Processes that outlive the command that started them: started in sessions of their own, known by files.

A file per process holds its pid together with its start time, since a pid alone may by now belong to a
stranger. Whoever runs `down` can therefore stop what somebody else's `up` has started, and nothing else.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from homefire_cli.errors import CannotRun

_POLL = 0.05
_children: dict[int, subprocess.Popen[bytes]] = {}
"""What this very process has started. Children are let run on purpose when we end."""


@dataclass(frozen=True, slots=True)
class Command:
    """How one process is started. `user` is a user to become, for servers that refuse root."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    user: str | None = None
    folder: Path = Path("/")


@dataclass(frozen=True, slots=True)
class Record:
    """A process as its file remembers it. `started` counts clock ticks since the machine booted."""

    pid: int
    started: int
    boot: str
    since: float


@dataclass(frozen=True, slots=True)
class _Stat:
    pid: int
    state: str
    parent: int
    session: int
    started: int


class Processes:
    """The processes of one stack, kept under `folder`; what they print goes to `logs`."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder = folder
        self.logs = logs

    def start(self, command: Command) -> Record:
        """Starts a process in a session of its own, unless it runs already."""
        running = self.running(command.name)
        if running:
            return running
        with self.log_path(command.name).open("ab") as log:
            try:
                child = subprocess.Popen(
                    list(command.arguments),
                    env=dict(command.environment),
                    cwd=command.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    umask=0o077,
                    **become(command.user),
                )
            except OSError as error:
                raise CannotRun(f"{command.name} could not be started: {error}.") from error
        _children[child.pid] = child
        return self.remember(command.name, child.pid)

    def remember(self, name: str, pid: int) -> Record:
        """Writes the file of a process that runs."""
        record = Record(pid, _started(pid), _boot(), time.time())
        fresh = self.folder / f"{name}.json.new"
        fresh.write_text(json.dumps(asdict(record)))
        fresh.rename(self._file(name))
        return record

    def forget(self, name: str) -> None:
        """Removes the file of a process."""
        self._file(name).unlink(missing_ok=True)
        _reap()

    def recorded(self, name: str) -> Record | None:
        """What the file of a process says, alive or not. A file that cannot be read counts as none."""
        try:
            return Record(**json.loads(self._file(name).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def running(self, name: str) -> Record | None:
        """The record of a process if that very process is alive."""
        record = self.recorded(name)
        return record if record and self._alive(record) else None

    def send(self, name: str, number: int) -> None:
        """Sends a signal to the first process of a tree, if it is alive."""
        record = self.running(name)
        if record:
            _send(record.pid, number)

    def stop(self, name: str, number: int = signal.SIGTERM, patience: float = 20.0) -> None:
        """Asks a process to end, waits for its tree, and after `patience` seconds kills what is left."""
        tree = self._tree(name)
        record = self.running(name)
        # Where the first process is gone already, nobody would pass the signal on to the others.
        for pid in [record.pid] if record else tree:
            _send(pid, number)
        if not self._wait_gone(name, tree, patience):
            self._kill(name, tree)
        self.forget(name)

    def kill(self, name: str) -> None:
        """SIGKILL to a process and everything it started; returns when all of it is gone."""
        self._kill(name, self._tree(name))
        self.forget(name)

    def log_path(self, name: str) -> Path:
        """Where a process's output goes."""
        return self.logs / f"{name}.log"

    def log_tail(self, name: str, lines: int = 12) -> str:
        """The last lines that a process wrote."""
        try:
            text = self.log_path(name).read_bytes()[-8000:].decode(errors="replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _alive(self, record: Record) -> bool:
        _reap()
        return record.boot == _boot() and _is(record.pid, record.started)

    def _tree(self, name: str) -> dict[int, int]:
        """Pids and start times of a recorded process, its session and its descendants."""
        record = self.recorded(name)
        if record is None or record.boot != _boot():
            return {}
        own = _stat(record.pid)
        if own and own.started != record.started:
            # The pid belongs to a stranger, hence the session that it named is empty.
            return {}
        found = {record.pid} if own else set()
        stats = list(_stats())
        while True:
            more = {
                stat.pid
                for stat in stats
                if stat.pid not in found and (stat.session == record.pid or stat.parent in found)
            }
            if not more:
                return {stat.pid: stat.started for stat in stats if stat.pid in found}
            found |= more

    def _kill(self, name: str, tree: dict[int, int]) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            _reap()
            # Looked up anew each time: a master that was killed last may have started another worker.
            known = {**tree, **self._tree(name)}
            tree = {pid: started for pid, started in known.items() if _is(pid, started)}
            if not tree:
                return
            for pid in tree:
                _send(pid, signal.SIGKILL)
            time.sleep(_POLL)

    def _wait_gone(self, name: str, tree: Mapping[int, int], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            _reap()
            if not any(_is(pid, started) for pid, started in {**tree, **self._tree(name)}.items()):
                return True
            time.sleep(_POLL)
        return False


def _reap() -> None:
    # A child that ended stays visible until its parent has asked for it.
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            _children.pop(pid, None)


def become(user: str | None) -> dict[str, Any]:
    """Arguments of `subprocess` that make a child run as another user."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def strays(marker: str) -> list[int]:
    """Processes whose environment holds `marker` (NAME=value), except this one and its parents."""
    kin, pid = set(), os.getpid()
    while pid > 1 and (stat := _stat(pid)):
        kin.add(pid)
        pid = stat.parent
    return [stat.pid for stat in _stats() if stat.pid not in kin and marker in _environment(stat.pid)]


def end(pids: Iterable[int]) -> None:
    """SIGKILL to processes that were found astray."""
    for pid in pids:
        _send(pid, signal.SIGKILL)


def _environment(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
    except PermissionError as error:
        raise CannotRun(f"Process {pid} belongs to another user: run the command as that user.") from error


def _is(pid: int, started: int) -> bool:
    stat = _stat(pid)
    return stat is not None and stat.started == started


def _started(pid: int) -> int:
    stat = _stat(pid)
    return stat.started if stat else 0


def _stat(pid: int) -> _Stat | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The command's name stands in parentheses and may itself contain any character.
    state, parent, _group, session, *rest = text.rpartition(")")[2].split()
    if state in "ZX":
        return None
    return _Stat(pid, state, int(parent), int(session), int(rest[15]))


def _stats() -> Iterable[_Stat]:
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (stat := _stat(int(entry))):
            yield stat


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""
