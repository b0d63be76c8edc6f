"""`logs`: the output of one process or of all."""

from __future__ import annotations

from pathlib import Path

from homefire_cli import logs
from homefire_cli.errors import CannotRun
from homefire_cli.suite import PROCESSES
from homefire_cli.supervisor import NAME as SUPERVISOR


def read(folder: Path, process: str | None, *, lines: int, follow: bool) -> None:
    """Prints the last lines, and with `follow` whatever is written from then on."""
    names = (*PROCESSES, SUPERVISOR)
    if process is not None and process not in names:
        raise CannotRun(f"There is no process {process}. Processes are: {', '.join(names)}.")
    chosen = {name: folder / f"{name}.log" for name in names if process in (None, name)}
    width = 0 if process else max(map(len, chosen))
    for name, path in chosen.items():
        for line in logs.last_lines(path, lines):
            _print(name, line, width)
    if follow:
        for name, line in logs.follow(chosen):
            _print(name, line, width)


def _print(name: str, line: str, width: int) -> None:
    print(f"{name:<{width}} | {line}" if width else line, flush=True)
