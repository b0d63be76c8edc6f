"""The supervisor: what dies is started again, more slowly each time."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from homefire_cli.errors import CannotRun
from homefire_cli.supervisor import Supervisor


class FakeStack:
    """Two processes that a test lets live and die."""

    names = ("customers", "audit")

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.alive = set(self.names)
        self.started: list[tuple[float, str]] = []
        self.now = 100.0
        self.refusal: Exception | None = None

    def running(self, name: str) -> bool:
        return name in self.alive

    def start(self, name: str) -> None:
        self.started.append((self.now, name))
        if self.refusal:
            raise self.refusal
        self.alive.add(name)


class Turns(threading.Event):
    """An event that lets the supervisor look so many times, half a second apart."""

    def __init__(self, stack: FakeStack, count: int, each: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._stack, self._left, self._each = stack, count, each

    def wait(self, timeout: float | None = None) -> bool:
        self._stack.now += timeout or 0
        self._left -= 1
        self._each()
        return self._left < 0


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeStack:
    made = FakeStack(tmp_path)
    monkeypatch.setattr("homefire_cli.supervisor.time.monotonic", lambda: made.now)
    return made


def test_what_runs_is_left_alone(stack: FakeStack) -> None:
    Supervisor(stack, print).watch(Turns(stack, 20))
    assert stack.started == []


def test_what_died_is_started_again_at_once(stack: FakeStack) -> None:
    stack.alive.remove("audit")
    Supervisor(stack, print).watch(Turns(stack, 3))
    assert [name for _, name in stack.started] == ["audit"]


def test_what_dies_again_and_again_is_started_ever_more_slowly(stack: FakeStack) -> None:
    Supervisor(stack, lambda _: None).watch(Turns(stack, 400, lambda: stack.alive.discard("audit")))
    times = [time for time, _ in stack.started]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert set(pauses[5:]) == {30}


def test_what_has_run_steadily_is_started_at_once_again(stack: FakeStack) -> None:
    supervisor = Supervisor(stack, lambda _: None)
    supervisor.watch(Turns(stack, 20, lambda: stack.alive.discard("audit")))
    supervisor.watch(Turns(stack, 200))
    before = len(stack.started)
    stack.alive.remove("audit")
    supervisor.watch(Turns(stack, 1))
    assert len(stack.started) == before + 1


@pytest.mark.parametrize("fault", [CannotRun("port 8007 is in use"), FileNotFoundError("port 8007")])
def test_a_process_that_cannot_be_started_does_not_end_the_watch(stack: FakeStack, fault: Exception) -> None:
    stack.alive.remove("audit")
    stack.refusal = fault
    said: list[str] = []
    Supervisor(stack, said.append).watch(Turns(stack, 10))
    assert any("port 8007" in text for text in said)
    assert len(stack.started) > 1
