"""Processor time of whole trees of processes, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _FIRST_TIME, _LAST_TIME = 1, 11, 15


@dataclass(frozen=True, slots=True)
class _Process:
    parent: int
    seconds: float


def by_name(roots: Mapping[str, int]) -> dict[str, float]:
    """Seconds that each named process has used so far, with all its descendants, ended ones included."""
    processes = dict(_processes())
    owner = {pid: name for name, pid in roots.items()}
    used = dict.fromkeys(roots, 0.0)
    for pid, process in processes.items():
        ancestor = pid
        while ancestor not in owner and ancestor in processes:
            ancestor = processes[ancestor].parent
        if ancestor in owner:
            used[owner[ancestor]] += process.seconds
    return used


def of_machine() -> float:
    """Seconds that all cores together have been busy since the machine started."""
    user, nice, system, _idle, _waiting, *interrupts = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + sum(interrupts)) / _TICKS


def _processes() -> list[tuple[int, _Process]]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            # The command's name stands in parentheses and may itself contain any character. Behind it come
            # the times, in user and in system mode, of the process itself and of its children that ended.
            fields = text.rpartition(")")[2].split()
            seconds = sum(map(int, fields[_FIRST_TIME:_LAST_TIME])) / _TICKS
            found.append((int(entry.name), _Process(int(fields[_PARENT]), seconds)))
    return found
