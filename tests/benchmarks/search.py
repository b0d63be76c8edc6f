"""`./homefire bench search`: how long a search takes among 200,000 customers, one user at a time (R128).

Each kind of search takes its turn with the others and with a read by primary key, so that the ratio holds where
the figures themselves do not. Exit code 1 when a kind's p95 is 300 ms or more, 2 when nothing could be measured.
A second run finds the customers of the first.
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from searching import asking, people

from homefire.crypto import BlindIndex
from homefire_cli.errors import CannotRun
from homefire_cli.lock import StackLock
from homefire_cli.ports import Ports
from homefire_cli.stack import Stack
from homefire_cli.suite import STATE_FOLDER
from homefire_cli.talking import complain, console, print_json, say

_STATE = STATE_FOLDER / "bench-search"
_SERVICE = "customers"
_MOST_MILLISECONDS = 300
_HOUR = 3600


def main() -> int:
    """The exit code."""
    options = _options()
    stack = Stack(_STATE, Ports.unused())
    if not StackLock(stack.processes.folder).take():
        raise CannotRun("A benchmark runs already. Wait until it has ended.")
    tell = _nothing if options.json else say
    try:
        _prepare(stack, options.customers, tell)
        known = list(
            itertools.islice(people.everybody(options.customers), 0, None, max(options.customers // 2000, 1))
        )
        tell("Measuring")
        token = stack.token("caseworker", audience=[_SERVICE], lifetime=_HOUR)
        times = asking.measure(stack.service_url(_SERVICE), token, known, options.each, people.SEED)
    finally:
        stack.down()
    found = _document(times, options)
    print_json(found) if options.json else _show(found)
    return 0 if found["slowest_p95_ms"] < _MOST_MILLISECONDS else 1


def _prepare(stack: Stack, count: int, tell: Any) -> None:
    """The customers service with its servers and its customers."""
    tell("Starting PostgreSQL, RabbitMQ and the customers service")
    stack.ensure_servers()
    stack.provision()
    stack.migrate(_SERVICE)
    url = stack.admin_database_url(_SERVICE).replace("+psycopg", "")
    if people.entered(url) != count:
        tell(f"Copying {count:,} customers in")
        people.remove(url)
        people.copy_in(url, count, BlindIndex.from_file(stack.keys.blind_index_key))
    stack.start(_SERVICE)
    stack.wait_ready(_SERVICE)


def _document(times: Mapping[str, Sequence[float]], options: argparse.Namespace) -> dict[str, Any]:
    """Everything that was measured, in milliseconds."""
    kinds = {kind: _figures(taken) for kind, taken in times.items()}
    baseline = kinds.pop(asking.BASELINE)
    for figures in kinds.values():
        figures["ratio_to_baseline"] = round(figures["p50_ms"] / baseline["p50_ms"], 2)
    every = _figures([took for kind, taken in times.items() if kind != asking.BASELINE for took in taken])
    return {
        "benchmark": "search",
        "machine": {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)},
        "customers": options.customers,
        "searches_of_each_kind": options.each,
        "baseline": {"what": asking.BASELINE, **baseline},
        "kinds": kinds,
        "all": every | {"ratio_to_baseline": round(every["p50_ms"] / baseline["p50_ms"], 2)},
        "slowest_p95_ms": max(figures["p95_ms"] for figures in kinds.values()),
        "most_ms": _MOST_MILLISECONDS,
    }


def _figures(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        f"p{percent}_ms": round(ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1000, 2)
        for percent in (50, 95, 99)
    }


def _show(found: Mapping[str, Any]) -> None:
    table = Table("", box=None, padding=(0, 2))
    for title in ("p50 ms", "p95 ms", "p99 ms", "ratio"):
        table.add_column(title, justify="right")
    rows = {asking.BASELINE: found["baseline"], **found["kinds"], "all searches": found["all"]}
    for name, figures in rows.items():
        shown = (str(figures[f"p{percent}_ms"]) for percent in (50, 95, 99))
        table.add_row(name, *shown, str(figures.get("ratio_to_baseline", "")))
    machine = found["machine"]
    console.print(f"\n  {found['customers']:,} customers, {machine['cores']} cores, load {machine['load']}\n")
    console.print(table)
    reached = found["slowest_p95_ms"] < found["most_ms"]
    verdict = "[green]reached[/green]" if reached else "[red]missed[/red]"
    console.print(
        f"\n  Slowest p95 {found['slowest_p95_ms']} ms: less than {found['most_ms']} is wanted, {verdict}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./homefire bench search", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument("--customers", type=int, default=200_000, help="among how many is searched")
    parser.add_argument("--each", type=int, default=40, help="how many searches of each kind")
    return parser.parse_args()


def _nothing(text: str) -> None:
    """Says nothing, because standard output is for the document alone."""


def _stopped(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stopped)
    try:
        sys.exit(main())
    except CannotRun as error:
        complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
