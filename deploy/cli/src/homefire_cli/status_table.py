"""The status of a stack as a table."""

from __future__ import annotations

from datetime import timedelta

from rich.table import Table

from homefire_cli import status, talking

_COLOURS = {status.READY: "green", status.NOT_READY: "yellow", status.STOPPED: "red"}


def show(found: status.StackStatus) -> None:
    """Prints one line per process, and what a process that is not ready says about why."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("PROCESS", "STATE", "PORT", "VERSION", "PID", "UPTIME"):
        table.add_column(heading, justify="right" if heading in ("PORT", "PID", "UPTIME") else "left")
    for process in found.processes:
        colour = _COLOURS[process.state]
        table.add_row(
            process.name,
            f"[{colour}]{process.state}[/{colour}]{_complaints(process)}",
            _text(process.port),
            _text(process.version),
            _text(process.pid),
            _text(process.uptime and timedelta(seconds=int(process.uptime))),
        )
    talking.console.print(table)
    if found.is_stopped:
        talking.say("Nothing runs. Start it with ./homefire up")
    elif not found.supervised:
        talking.say("No runner watches over these. ./homefire up starts afresh, ./homefire down ends them")
    else:
        talking.say(found.address)


def _complaints(process: status.ProcessStatus) -> str:
    bad = [name for name, check in process.checks.items() if check not in (True, "ok")]
    return f" ({', '.join(bad)})" if bad else ""


def _text(value: object) -> str:
    return "" if value is None else str(value)
