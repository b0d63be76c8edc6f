"""`./homefire bench alert_queue`: what a page of the alert queue costs among 200,000 customers (R156).

Its statements are measured in turn with a read of one customer by its number, in one database on the same machine, so
that the ratio holds where the milliseconds do not. Exit code 1 when a statement costs more than its share of such
reads, 2 when nothing could be measured. The benchmark is not called after the queue alone: a module of that name
would stand before Python's own.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from rich.table import Table

from customers.domain.queue import Place
from customers.repository import queue
from customers.repository import record as records
from homefire_cli.errors import CannotRun
from homefire_cli.lock import StackLock
from homefire_cli.ports import Ports
from homefire_cli.stack import Stack
from homefire_cli.suite import STATE_FOLDER
from homefire_cli.talking import complain, console, print_json, say

_STATE = STATE_FOLDER / "bench-queue"
_FIRST, _CUSTOMERS = 1_000_001, 200_000
_TODAY = date(2026, 11, 30)
_ANALYSTS = ("analyst-3", "")
_PAGE = 26
_READ = "one customer by number"
MOST = {"page": 10.0, "neighbour": 6.0, "counts": 20.0}
"""How many reads by number a statement may cost at the most, by its kind."""

_ENTER = """
    insert into customer (number, version, first_name, last_name, name_key, preferred_method, entered_by, entered_at,
                          updated_by, updated_at, contact_date, high_priority, dormant, analyst_id, analyst_name)
    select :first + n, 1, 'ADA', 'NUMBER ' || n, 'number ' || n || ' ada', 'mail', 'BENCHMARK', now(), 'BENCHMARK',
           now(),
           case when n % 100 < 25 then cast(:today as date) + 1 + n % 120
                when n % 100 < 40 then cast(:today as date) - n % 90 end,
           n % 211 = 0, n % 33 = 0,
           case when n % 3 = 0 then '' else 'analyst-' || n % 10 end,
           case when n % 3 = 0 then '' else 'ANALYST ' || n % 10 end
    from generate_series(0, :customers - 1) n
"""

Measured = Callable[[sa.Connection], Any]


def main() -> int:
    """The exit code."""
    options = _options()
    stack = Stack(_STATE, Ports.unused())
    lock = StackLock(stack.processes.folder)
    if not lock.take():
        raise CannotRun("A benchmark runs already. Wait until it has ended.")
    with _entered(stack, say if not options.json else lambda text: None) as connection:
        found = _document(_measure(connection, options.rounds))
    print_json(found) if options.json else _show(found)
    return 0 if all(entry["ratio"] <= entry["most"] for entry in found["statements"].values()) else 1


@contextmanager
def _entered(stack: Stack, tell: Callable[[str], None]) -> Iterator[sa.Connection]:
    """The customers database with its crowd in it; everything ends with the block."""
    try:
        tell("Starting the servers")
        stack.ensure_servers()
        stack.provision()
        stack.migrate("customers")
        engine = sa.create_engine(stack.admin_database_url("customers"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            if connection.scalar(sa.text("select count(*) from customer")) != _CUSTOMERS:
                tell(f"Entering {_CUSTOMERS:,} customers")
                connection.execute(sa.text("truncate customer cascade"))
                values = {"first": _FIRST, "today": _TODAY, "customers": _CUSTOMERS}
                connection.execute(sa.text(_ENTER), values)
                connection.execute(sa.text("vacuum analyze customer"))
            tell("Measuring")
            yield connection
        engine.dispose()
    finally:
        stack.down()


def _statements() -> dict[str, tuple[str, Measured]]:
    """What is measured, by name: its kind and how it is asked."""
    late = Place(False, _TODAY - timedelta(days=1), _FIRST + _CUSTOMERS // 2)
    blank = Place(False, None, _FIRST + _CUSTOMERS // 2)

    def page(analysts: Any, after: Place | None, limit: int = _PAGE, backwards: bool = False) -> Measured:
        where: dict[str, Any] = {"analysts": analysts, "today": _TODAY, "after": after, "limit": limit}
        return lambda connection: queue.page(connection, backwards=backwards, **where)

    def counts(analysts: Any) -> Measured:
        return lambda connection: queue.counts(connection, analysts=analysts, today=_TODAY)

    return {
        "first page, mine and unassigned": ("page", page(_ANALYSTS, None)),
        "first page, everybody": ("page", page(None, None)),
        "page among the due": ("page", page(_ANALYSTS, late)),
        "page among the blanks": ("page", page(_ANALYSTS, blank)),
        "next customer": ("neighbour", page(_ANALYSTS, blank, 2)),
        "previous customer": ("neighbour", page(_ANALYSTS, blank, 2, True)),
        "counts, mine and unassigned": ("counts", counts(_ANALYSTS)),
        "counts, everybody": ("counts", counts(None)),
    }


def _measure(connection: sa.Connection, rounds: int) -> dict[str, list[float]]:
    """Seconds of each statement, taken in turn with reads by number. The first rounds warm up and are dropped."""
    chance = random.Random(7)
    taken: dict[str, list[float]] = {}
    for number in range(rounds + 20):
        for name, (_, ask) in {**_statements(), _READ: ("", _read(chance))}.items():
            started = time.perf_counter()
            ask(connection)
            if number >= 20:
                taken.setdefault(name, []).append(time.perf_counter() - started)
    return taken


def _read(chance: random.Random) -> Measured:
    number = _FIRST + chance.randrange(_CUSTOMERS)
    return lambda connection: records.find_record(connection, number)


def _document(taken: dict[str, list[float]]) -> dict[str, Any]:
    read = statistics.median(taken[_READ])
    return {
        "benchmark": "alert_queue",
        "machine": {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)},
        "customers": _CUSTOMERS,
        "read_ms": round(read * 1000, 3),
        "statements": {
            name: {
                "ms": round(statistics.median(taken[name]) * 1000, 3),
                "ratio": round(statistics.median(taken[name]) / read, 2),
                "most": MOST[kind],
            }
            for name, (kind, _) in _statements().items()
        },
    }


def _show(found: dict[str, Any]) -> None:
    table = Table("", box=None, padding=(0, 2))
    for title in ("ms", "times a read", "at most"):
        table.add_column(title, justify="right")
    table.add_row(_READ, str(found["read_ms"]), "1", "")
    for name, entry in found["statements"].items():
        table.add_row(name, str(entry["ms"]), str(entry["ratio"]), f"{entry['most']:g}")
    console.print(f"\n  {found['customers']:,} customers, medians\n", table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./homefire bench alert_queue", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument("--rounds", type=int, default=200, help="how often each statement is measured")
    return parser.parse_args()


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
