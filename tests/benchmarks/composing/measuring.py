"""One run after the other, first of the one and then of the other side, so that both see the same machine."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from composing import processor_time
from homefire_cli.errors import CannotRun
from homefire_cli.ports import HOST
from homefire_cli.stack import Stack

_LOAD = Path(__file__).with_name("load.py")
CLIENTS_NAME = "clients"


@dataclass(slots=True)
class Side:
    """What is measured: an address and the processes that work for it."""

    name: str
    port: int
    processes: tuple[str, ...]
    runs: list[Run] = field(default_factory=list)

    @property
    def records_per_second(self) -> float:
        """The median of its runs: a disturbance in one of them does not count."""
        return statistics.median(run.records / run.seconds for run in self.runs)

    def latency(self, percent: int) -> float:
        """Milliseconds within which that share of all answers came."""
        latencies = sorted(latency for run in self.runs for latency in run.latencies)
        return latencies[min(len(latencies) * percent // 100, len(latencies) - 1)] * 1000

    @property
    def others(self) -> float:
        """The share of the machine that others used: much of it makes every figure here doubtful."""
        available = sum(run.seconds for run in self.runs) * (os.cpu_count() or 1)
        return sum(run.others_seconds for run in self.runs) / available

    @property
    def incomplete(self) -> int:
        """Records that lacked a section, because a service did not answer in time. They count for nothing."""
        return sum(run.incomplete for run in self.runs)

    @property
    def processor_milliseconds(self) -> dict[str, float]:
        """Processor time per record by process, of all runs."""
        records = sum(run.records for run in self.runs)
        names = self.runs[0].processor_seconds
        return {
            name: sum(run.processor_seconds[name] for run in self.runs) * 1000 / records for name in names
        }


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. `processor_seconds` has an entry for each process that worked, and the clients.

    `others_seconds` is the processor time that everything else on the machine took meanwhile.
    """

    seconds: float
    latencies: Sequence[float]
    incomplete: int
    processor_seconds: dict[str, float]
    others_seconds: float

    @property
    def records(self) -> int:
        """How many records were answered."""
        return len(self.latencies)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is asked. Every side is warmed up once and then measured in every round."""

    numbers: Sequence[int]
    token: str
    rounds: int
    seconds: float
    clients: int = 8
    warming_seconds: float = 2.5


def measure(stack: Stack, sides: Sequence[Side], plan: Plan) -> None:
    """Fills in the sides' runs, in turn. Raises `CannotRun` when an answer is no record."""
    for side in sides:
        _run(stack, side, plan, plan.warming_seconds)
    for _ in range(plan.rounds):
        for side in sides:
            side.runs.append(_run(stack, side, plan, plan.seconds))
    for side in sides:
        if not side.runs or not all(run.records for run in side.runs):
            raise CannotRun(f"The {side.name} answered no whole record in one of its runs.")


def _run(stack: Stack, side: Side, plan: Plan, seconds: float) -> Run:
    roots = {name: record.pid for name in side.processes if (record := stack.running(name))}
    orders = {
        "host": HOST,
        "port": side.port,
        "token": plan.token,
        "numbers": list(plan.numbers),
        "clients": plan.clients,
        "seconds": seconds,
    }
    busy = processor_time.of_machine()
    before = processor_time.by_name(roots)
    done = subprocess.run(
        [sys.executable, str(_LOAD)], input=json.dumps(orders), stdout=subprocess.PIPE, text=True
    )
    after = processor_time.by_name(roots)
    busy = processor_time.of_machine() - busy
    if done.returncode:
        raise CannotRun("The clients of the benchmark failed.")
    outcome = json.loads(done.stdout)
    if outcome["errors"]:
        raise CannotRun(f"The {side.name} did not answer every question: {'; '.join(outcome['errors'])}.")
    used = {name: after[name] - before[name] for name in roots}
    used[CLIENTS_NAME] = outcome["processor_seconds"]
    others = max(busy - sum(used.values()), 0.0)
    return Run(outcome["seconds"], outcome["latencies"], outcome["incomplete"], used, others)
