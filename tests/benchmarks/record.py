"""`./homefire bench record`: how many records a second the suite composes, without any cache (R1).

Eight clients ask the gateway for one record after the other, and then, in turn with it and on the same machine,
an application that does the same work with all tables in one database, so that the ratio holds where the figures
themselves do not. Exit code 1 when the suite reaches less than 0.35 of it, 2 when nothing could be measured. A
second run finds the customers of the first.
"""

from __future__ import annotations

import argparse
import signal
import sys
from typing import Any

from composing import report, sides
from composing.measuring import Plan, measure

from homefire_cli.errors import CannotRun
from homefire_cli.lock import StackLock
from homefire_cli.ports import Ports
from homefire_cli.stack import Stack
from homefire_cli.suite import GATEWAY, STATE_FOLDER
from homefire_cli.talking import complain, console, print_json, say

_STATE = STATE_FOLDER / "bench"
_CUSTOMERS = 100
_HOUR = 3600


def main() -> int:
    """The exit code."""
    options = _options()
    stack = Stack(_STATE, Ports.unused())
    lock = StackLock(stack.processes.folder)
    if not lock.take():
        raise CannotRun("A benchmark runs already. Wait until it has ended.")
    tell = _nothing if options.json else say
    with sides.running(stack, _CUSTOMERS, tell) as (measured, numbers):
        token = stack.token("caseworker", audience=[GATEWAY], lifetime=_HOUR)
        different = sides.differences(stack, token, numbers[0])
        if different:
            raise CannotRun(f"The two sides compose different records: see {', '.join(different)}.")
        plan = Plan(numbers, token, rounds=options.rounds, seconds=options.seconds)
        tell("Measuring")
        measure(stack, measured, plan)
    found = report.document(measured, plan)
    print_json(found) if options.json else report.show(found, console)
    return 0 if found["ratio_to_baseline"] >= report.LEAST_RATIO else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./homefire bench record", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each time")
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
