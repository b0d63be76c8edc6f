"""What the command says: steps with their time, one sentence for what went wrong, JSON and nothing else."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

console = Console(highlight=False)
problems = Console(stderr=True, highlight=False)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Shows a step while it runs and how long it took."""
    began = time.monotonic()
    with console.status(title):
        yield
    console.print(f"  [green]✓[/green] {title} [dim]{time.monotonic() - began:.1f} s[/dim]")


def say(text: str) -> None:
    """A line of information."""
    console.print(f"  {text}", markup=False, soft_wrap=True)


def complain(text: str) -> None:
    """What went wrong, on standard error."""
    problems.print(text, style="red", markup=False, soft_wrap=True)


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, indent=2, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
