"""Processes that outlive their starter: found again by file, ended with all they started, never confused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from homefire_cli.errors import CannotRun
from homefire_cli.processes import Command, Processes, end, strays
from homefire_cli.readiness import wait_until

SLEEP = "import time; time.sleep(60)"
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {SLEEP!r}], start_new_session=True)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    for name in ("run", "logs"):
        (tmp_path / name).mkdir()
    known = Processes(tmp_path / "run", tmp_path / "logs")
    yield known
    for file in known.folder.glob("*.json"):
        known.kill(file.stem)


def python(code: str, **environment: str) -> Command:
    return Command("sleeper", [sys.executable, "-c", code], {"PATH": os.defpath, **environment})


def printed(processes: Processes) -> str:
    assert wait_until(lambda: processes.log_tail("sleeper") != "", 10)
    return processes.log_tail("sleeper").strip()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_starting_a_process_makes_it_known_to_others(processes: Processes) -> None:
    record = processes.start(python(SLEEP))
    assert Processes(processes.folder, processes.logs).running("sleeper") == record
    assert os.getsid(record.pid) == record.pid


def test_starting_a_process_that_runs_starts_no_second(processes: Processes) -> None:
    assert processes.start(python(SLEEP)) == processes.start(python(SLEEP))


def test_a_command_that_does_not_exist_is_a_sentence(processes: Processes) -> None:
    with pytest.raises(CannotRun, match="sleeper could not be started"):
        processes.start(Command("sleeper", ["/no/such/program"], {}))


def test_a_process_that_died_is_not_running(processes: Processes) -> None:
    record = processes.start(python(SLEEP))
    os.kill(record.pid, signal.SIGKILL)
    assert wait_until(lambda: processes.running("sleeper") is None, 5)


def test_a_recycled_pid_is_not_taken_for_the_process(processes: Processes) -> None:
    """The file of a dead process names a pid that by now is somebody else's: ours, here."""
    stranger = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True)
    try:
        processes.remember("sleeper", stranger.pid)
        file = processes.folder / "sleeper.json"
        stale = {**json.loads(file.read_text()), "started": 1}
        file.write_text(json.dumps(stale))
        assert processes.running("sleeper") is None
        processes.stop("sleeper")
        processes.kill("sleeper")
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_process_of_before_the_last_boot_is_not_running(processes: Processes) -> None:
    processes.start(python(SLEEP))
    file = processes.folder / "sleeper.json"
    now = file.read_text()
    file.write_text(json.dumps({**json.loads(now), "boot": "another"}))
    assert processes.running("sleeper") is None
    file.write_text(now)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', "null"])
def test_a_half_written_file_counts_as_none(processes: Processes, content: str) -> None:
    (processes.folder / "sleeper.json").write_text(content)
    assert processes.running("sleeper") is None
    processes.stop("sleeper")
    assert not (processes.folder / "sleeper.json").exists()


def test_stopping_ends_children_in_sessions_of_their_own(processes: Processes) -> None:
    record = processes.start(python(PARENT))
    child = int(printed(processes))
    processes.stop("sleeper", patience=1)
    assert wait_until(lambda: not is_alive(child), 5)
    assert not is_alive(record.pid)


def test_stopping_kills_what_does_not_listen(processes: Processes) -> None:
    record = processes.start(python(STUBBORN))
    assert printed(processes) == "deaf"
    began = time.monotonic()
    processes.stop("sleeper", patience=0.5)
    assert not is_alive(record.pid)
    assert 0.4 < time.monotonic() - began < 5


def test_stopping_asks_workers_whose_master_is_gone_already(processes: Processes) -> None:
    code = PARENT.replace("start_new_session=True", "start_new_session=False")
    record = processes.start(python(code))
    child = int(printed(processes))
    os.kill(record.pid, signal.SIGKILL)
    assert wait_until(lambda: processes.running("sleeper") is None, 5)
    began = time.monotonic()
    processes.stop("sleeper", patience=20)
    assert not is_alive(child)
    assert time.monotonic() - began < 10


def test_killing_ends_workers_whose_master_is_gone_already(processes: Processes) -> None:
    code = PARENT.replace("start_new_session=True", "start_new_session=False")
    record = processes.start(python(code))
    child = int(printed(processes))
    os.kill(record.pid, signal.SIGKILL)
    assert wait_until(lambda: processes.running("sleeper") is None, 5)
    assert is_alive(child)
    processes.kill("sleeper")
    assert not is_alive(child)


def test_strays_are_found_by_what_they_carry(processes: Processes, tmp_path: Path) -> None:
    record = processes.start(python(SLEEP, HOMEFIRE_STACK=str(tmp_path)))
    processes.forget("sleeper")
    assert wait_until(lambda: strays(f"HOMEFIRE_STACK={tmp_path}") == [record.pid], 5)
    assert strays(f"HOMEFIRE_STACK={tmp_path}/other") == []
    end([record.pid])
    assert wait_until(lambda: strays(f"HOMEFIRE_STACK={tmp_path}") == [], 5)


def test_logs_are_private_and_appended_to(processes: Processes) -> None:
    for word in ("first", "second"):
        processes.start(python(f"print({word!r})"))
        assert wait_until(lambda: processes.running("sleeper") is None, 10)
    assert processes.log_tail("sleeper").split() == ["first", "second"]
