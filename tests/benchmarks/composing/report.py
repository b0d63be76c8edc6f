"""The figures: as one document, and as a page to read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from composing.measuring import Plan, Side

LEAST_RATIO = 0.35
"""What share of the baseline's records a second the suite must reach."""
_QUIET = 0.15
"""Up to this share of the machine others may use it before the figures are called doubtful."""


def document(sides: Sequence[Side], plan: Plan) -> dict[str, Any]:
    """Everything that was measured. Latencies and processor times are in milliseconds."""
    suite, baseline, bare = sides
    return {
        "benchmark": "record",
        "machine": {"cores": os.cpu_count(), "processor": _processor(), "load": round(os.getloadavg()[0], 2)},
        "clients": plan.clients,
        "customers": len(plan.numbers),
        "rounds": plan.rounds,
        "seconds": plan.seconds,
        "sides": {side.name: _figures(side) for side in sides},
        "ratio_to_baseline": round(suite.records_per_second / baseline.records_per_second, 3),
        "ratio_to_bare": round(suite.records_per_second / bare.records_per_second, 3),
        "ratio_of_processor_time": round(_processor_time(baseline) / _processor_time(suite), 3),
        "least_ratio": LEAST_RATIO,
    }


def show(found: Mapping[str, Any], console: Console) -> None:
    """The same for people."""
    machine, sides = found["machine"], found["sides"]
    console.print(
        f"\n  {found['clients']} clients, {found['customers']} customers, {machine['cores']} cores "
        f"({machine['processor']}), {found['rounds']} rounds of {found['seconds']:g} s\n"
    )
    console.print(_table(sides))
    console.print("\n  Processor time of one record, by process:")
    for name, milliseconds in sides["suite"]["processor_ms_by_process"].items():
        console.print(f"    {name:<16}{milliseconds:>6.2f} ms")
    ratio = found["ratio_to_baseline"]
    verdict = "[green]reached[/green]" if ratio >= LEAST_RATIO else "[red]missed[/red]"
    console.print(
        f"\n  Ratio to the baseline {ratio:.2f}: at least {LEAST_RATIO} is wanted, {verdict}"
        f"\n  Ratio to the bare one {found['ratio_to_bare']:.2f}"
        f"\n  Ratio of processor time {found['ratio_of_processor_time']:.2f}"
    )
    _warn(sides, console)


def _table(sides: Mapping[str, Any]) -> Table:
    table = Table("", box=None, padding=(0, 2))
    for title in ("records/s", "p50 ms", "p95 ms", "processor ms/record"):
        table.add_column(title, justify="right")
    for name, side in sides.items():
        figures = (side["records_per_second"], side["p50_ms"], side["p95_ms"], side["processor_ms"])
        table.add_row(name, *map(str, figures))
    return table


def _warn(sides: Mapping[str, Any], console: Console) -> None:
    others = max(side["others_share"] for side in sides.values())
    if others > _QUIET:
        # Many processes get a larger share of a crowded machine than few, which flatters the suite.
        console.print(f"  Other programs used {others:.0%} of the machine: measure again when it is quiet.")
    for name, side in sides.items():
        if side["incomplete"]:
            console.print(f"  The {name} left a section out of {side['incomplete']} records, not counted.")


def _processor_time(side: Side) -> float:
    return sum(side.processor_milliseconds.values())


def _figures(side: Side) -> dict[str, Any]:
    processor = side.processor_milliseconds
    return {
        "records_per_second": round(side.records_per_second, 1),
        "p50_ms": round(side.latency(50), 1),
        "p95_ms": round(side.latency(95), 1),
        "runs": [round(run.records / run.seconds, 1) for run in side.runs],
        "incomplete": side.incomplete,
        "others_share": round(side.others, 3),
        "processor_ms": round(_processor_time(side), 2),
        "processor_ms_by_process": {name: round(value, 3) for name, value in processor.items()},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"
