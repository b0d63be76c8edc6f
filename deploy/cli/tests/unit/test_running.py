"""`up` and `down` around their hard moments: a terminal that is gone, a supervisor that has taken over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from homefire_cli import running, talking
from homefire_cli.errors import CannotRun
from homefire_cli.suite import CHECKOUT
from homefire_cli.supervisor import NAME as SUPERVISOR


@dataclass
class FakeRecord:
    pid: int


@dataclass
class FakeStack:
    """A stack that only takes notes; it stands for its processes, too."""

    supervisor: int | None = None
    notes: list[object] = field(default_factory=list)

    @property
    def processes(self) -> FakeStack:
        return self

    def running(self, name: str) -> FakeRecord | None:
        assert name == SUPERVISOR
        return FakeRecord(self.supervisor) if self.supervisor else None

    def down(self) -> None:
        self.notes.append("down")

    def forget(self, _name: str) -> None:
        self.notes.append("forgotten")

    def send(self, name: str, number: int) -> None:
        self.notes.append((name, number))


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(number: int) -> None:
    stack = FakeStack(os.getpid())
    with pytest.raises(KeyboardInterrupt), running._stopping(stack):
        os.kill(os.getpid(), number)
        signal.pause()
    assert stack.notes == ["down", "forgotten"]


def test_a_failed_start_stops_what_was_started() -> None:
    stack = FakeStack(os.getpid())
    with pytest.raises(CannotRun), running._stopping(stack):
        raise CannotRun("customers was not ready in time")
    assert stack.notes == ["down", "forgotten"]


@pytest.mark.parametrize("fault", [BrokenPipeError, SystemExit, OSError])
def test_a_terminal_that_is_gone_does_not_leave_anything_running(
    monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    def fail(_text: str) -> None:
        raise fault

    monkeypatch.setattr(talking, "say", fail)
    stack = FakeStack(os.getpid())
    with pytest.raises(CannotRun), running._stopping(stack):
        raise CannotRun("anything")
    assert stack.notes == ["down", "forgotten"]


def test_what_a_supervisor_has_taken_over_is_stopped_by_it() -> None:
    """Stopped under its eyes, everything would be started again."""
    stack = FakeStack(supervisor=1)
    with pytest.raises(CannotRun), running._stopping(stack):
        raise CannotRun("anything")
    assert stack.notes == [(SUPERVISOR, signal.SIGTERM)]


def test_a_good_end_stops_nothing() -> None:
    stack = FakeStack(os.getpid())
    with running._stopping(stack):
        pass
    assert stack.notes == []


def test_a_port_offset_that_is_no_number_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEFIRE_PORT_OFFSET", "many")
    with pytest.raises(CannotRun, match="HOMEFIRE_PORT_OFFSET is 'many'"):
        running.local_stack(new=True)


def test_what_cannot_be_done_is_one_sentence_and_status_1() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "homefire_cli", "logs", "nobody"], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("There is no process nobody. Processes are: postgres,")
    assert "Traceback" not in done.stderr
