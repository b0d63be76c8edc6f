"""`test`: every check and every test, with all set-up, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
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
        checks = [] if pytest_arguments else _checks()
        failed = [title for title, command in checks if not _passes(title, command)]
        code = _pytest(pytest_arguments)
    finally:
        _stop_stacks()
        lock.release()
    if failed:
        talking.complain(f"Failed before the tests: {', '.join(failed)}.")
    return code or (1 if failed else 0)


def _checks() -> list[tuple[str, list[str]]]:
    python = [sys.executable, "-m"]
    scripts = Path(sys.executable).parent
    return [
        ("ruff check", [*python, "ruff", "check", "--quiet"]),
        ("ruff format", [*python, "ruff", "format", "--check", "--quiet"]),
        ("types", [*python, "mypy", "--no-error-summary", *_typed()]),
        ("architecture", [str(scripts / "lint-imports"), "--cache-dir", ".homefire/import-linter"]),
        ("contracts", [*python, "homefire_cli", "contracts", "--check"]),
    ]


def _stop_stacks() -> None:
    """Ends what runs in the stacks of the tests."""
    for folder in sorted(TEST_STATE_FOLDER.glob("*/")):
        Stack(folder).down()


def _typed() -> list[str]:
    """What mypy looks at: the shared library, the runner, and every service's rules and use cases."""
    rules = [f"services/{name}/src/{name}/{module}" for name in SERVICES for module in _RULES]
    return ["shared/src", "deploy/cli/src", *(path for path in rules if (CHECKOUT / path).exists())]


def _passes(title: str, command: list[str]) -> bool:
    began = time.monotonic()
    with talking.console.status(title):
        done = subprocess.run(
            command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    mark = "[red]✗[/red]" if done.returncode else "[green]✓[/green]"
    talking.console.print(f"  {mark} {title} [dim]{time.monotonic() - began:.1f} s[/dim]")
    if done.returncode:
        talking.console.print(done.stdout.decode(errors="replace"), markup=False, soft_wrap=True)
    return done.returncode == 0


def _pytest(arguments: Sequence[str]) -> int:
    environment = {**os.environ, BROWSER_VARIABLE: packages.browser() or ""}
    command = [sys.executable, "-m", "pytest", *(arguments or _side_by_side())]
    return subprocess.run(command, cwd=CHECKOUT, env=environment).returncode


def _side_by_side() -> list[str]:
    """A worker for each processor. A file's tests stay together, and files keep the order of the plugin."""
    workers = max(1, min(_MOST_WORKERS, len(os.sched_getaffinity(0))))
    return ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]
