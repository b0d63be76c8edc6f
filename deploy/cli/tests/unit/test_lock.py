"""The lock: one runner per stack, released however its holder ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from homefire_cli.lock import StackLock

HOLD = """
import sys, time
from pathlib import Path
from homefire_cli.lock import StackLock
lock = StackLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
time.sleep(60)
"""


def test_a_second_runner_does_not_get_the_lock(tmp_path: Path) -> None:
    first, second = StackLock(tmp_path), StackLock(tmp_path)
    assert first.take()
    assert not second.take()
    first.release()
    assert second.take()
    second.release()


def test_a_killed_runner_holds_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    with holder, holder.stdout as output:
        assert output.readline().strip() == "True"
        lock = StackLock(tmp_path)
        assert not lock.take()
        holder.kill()
    assert lock.take(patience=5)
    lock.release()


def test_a_process_that_takes_over_keeps_the_lock(tmp_path: Path) -> None:
    lock = StackLock(tmp_path)
    assert lock.take()
    heir = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(lock.file,))
    lock.release()
    other = StackLock(tmp_path)
    assert not other.take()
    heir.communicate(b"\n")
    assert other.take(patience=5)
    other.release()
