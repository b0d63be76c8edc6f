"""`test`: every check and every test, with all set-up, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from homefire_cli import packages, talking
from homefire_cli.errors import CannotRun
from homefire_cli.lock import StackLock
from homefire_cli.stack import Stack
from homefire_cli.suite import CHECKOUT, SERVICES, TEST_STATE_FOLDER

BROWSER_VARIABLE = "HOMEFIRE_CHROMIUM"
"""Where the end-to-end tests find their browser."""

_MOST_WORKERS = 4
"""Each worker has a stack of its own, so what limits them is memory more than processors."""

Check = tuple[str, list[str]]
"""What it is called, and its command."""

_RULES = ("domain", "domain.py", "usecases", "usecases.py")


def run_all(pytest_arguments: Sequence[str]) -> int:
    """Exit code of all checks and tests; with arguments for pytest, of pytest alone."""
    packages.ensure([packages.POSTGRES, packages.RABBITMQ, packages.CHROMIUM, packages.ATOMICS], talking.say)
    lock = StackLock(TEST_STATE_FOLDER)
    if not lock.take():
        raise CannotRun("Tests of this checkout are running already: wait until they have ended.")
    try:
        # An earlier run that was killed may have left its servers.
        _stop_stacks()
        failed = [] if pytest_arguments else _failing(_checks())
        code = _pytest(pytest_arguments)
    finally:
        _stop_stacks()
        lock.release()
    if failed:
        talking.complain(f"Failed before the tests: {', '.join(failed)}.")
    return code or (1 if failed else 0)


def _checks() -> list[Check]:
    """The longest first, so that the others run beside it."""
    python = [sys.executable, "-m"]
    scripts = Path(sys.executable).parent
    return [
        ("types", [*python, "mypy", "--no-error-summary", *_typed()]),
        ("architecture", [str(scripts / "lint-imports"), "--cache-dir", ".homefire/import-linter"]),
        ("contracts", [*python, "homefire_cli", "contracts", "--check"]),
        ("ruff check", [*python, "ruff", "check", "--quiet"]),
        ("ruff format", [*python, "ruff", "format", "--check", "--quiet"]),
    ]


def _stop_stacks() -> None:
    """Ends what runs in the stacks of the tests."""
    for folder in sorted(TEST_STATE_FOLDER.glob("*/")):
        Stack(folder).down()


def _typed() -> list[str]:
    """What mypy looks at: the shared library, the runner, every service's rules and use cases, and the benchmarks.

    No test runs a benchmark, and each reaches into several services.
    """
    rules = [f"services/{name}/src/{name}/{module}" for name in SERVICES for module in _RULES]
    return [
        "shared/src",
        "deploy/cli/src",
        "tests/benchmarks",
        *(path for path in rules if (CHECKOUT / path).exists()),
    ]


def _failing(checks: Sequence[Check]) -> list[str]:
    """Titles of the checks that fail, in their order. They run side by side and are told of as each ends."""
    failed = set()
    with (
        talking.console.status(", ".join(title for title, _ in checks)),
        ThreadPoolExecutor(_processors()) as pool,
    ):
        running = {pool.submit(_run, command): title for title, command in checks}
        for ended in as_completed(running):
            if not _passed(running[ended], *ended.result()):
                failed.add(running[ended])
    return [title for title, _ in checks if title in failed]


def _run(command: list[str]) -> tuple[float, subprocess.CompletedProcess[bytes]]:
    began = time.monotonic()
    done = subprocess.run(
        command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return time.monotonic() - began, done


def _passed(title: str, seconds: float, done: subprocess.CompletedProcess[bytes]) -> bool:
    mark = "[red]✗[/red]" if done.returncode else "[green]✓[/green]"
    talking.console.print(f"  {mark} {title} [dim]{seconds:.1f} s[/dim]")
    if done.returncode:
        talking.console.print(done.stdout.decode(errors="replace"), markup=False, soft_wrap=True)
    return done.returncode == 0


def _pytest(arguments: Sequence[str]) -> int:
    environment = {**os.environ, BROWSER_VARIABLE: packages.browser() or ""}
    command = [sys.executable, "-m", "pytest", *(arguments or _side_by_side())]
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


def _processors() -> int:
    """How many this process may use."""
    return max(1, len(os.sched_getaffinity(0)))


def _side_by_side() -> list[str]:
    """A worker for each processor. A file's tests stay together, and files keep the order of the plugin."""
    workers = min(_MOST_WORKERS, _processors())
    return ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
