"""What is measured, prepared: a stack of the suite with customers in it, and beside it the monolith, twice."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from composing import one_database, people
from composing.measuring import Side
from homefire_cli.demo import load
from homefire_cli.errors import CannotRun
from homefire_cli.launch import bring_up
from homefire_cli.ports import HOST, is_free
from homefire_cli.processes import Command
from homefire_cli.readiness import says_ready, wait_until
from homefire_cli.stack import Stack
from homefire_cli.suite import GATEWAY, PROCESSES, SERVICES

Say = Callable[[str], None]

SUITE, BASELINE, BARE = "suite", "baseline", "bare"
_PROGRAM = Path(__file__).with_name("monolith.py")
_BESIDE = {BASELINE: 8, BARE: 9}
"""How far behind the gateway's port those of the monolith lie: the baseline, and the same without its extras."""
_PEOPLE = "people.json"
_PATIENCE = 60.0


@contextmanager
def running(stack: Stack, customers: int, say: Say) -> Iterator[tuple[list[Side], list[int]]]:
    """The sides, ready to be asked, and the numbers of the customers; everything ends with the block."""
    numbers = _entered(stack, customers)
    try:
        if not numbers:
            # An earlier run may have been broken off in the middle.
            stack.wipe()
        say("Starting the suite")
        bring_up(stack, say=say)
        demonstration = load(stack)
        numbers = [demonstration, *(numbers or _enter(stack, customers, say))]
        say("Copying every row into one database")
        _settle(stack)
        key = stack.keys.folder / "monolith.master-key"
        one_database.build(stack, key)
        for name in _BESIDE:
            _start(stack, name, key)
        yield _sides(stack), numbers
    finally:
        for name in _BESIDE:
            stack.processes.stop(name)
        stack.down()


def differences(stack: Stack, token: str, number: int) -> list[str]:
    """The sections in which the two sides' documents differ; times are compared as times."""
    headers = {"Authorization": f"Bearer {token}"}
    documents = [
        httpx.get(
            f"http://{HOST}:{port}/api/v1/customers/{number}/record",
            headers=headers,
            trust_env=False,
            timeout=30,
        )
        for port in (stack.ports[GATEWAY], _port(stack, BASELINE))
    ]
    ours, theirs = (_with_times(answer.raise_for_status().json()) for answer in documents)
    different = [name for name in ours["sections"] if ours["sections"][name] != theirs["sections"].get(name)]
    return different or ([] if ours == theirs else ["heading"])


def _entered(stack: Stack, count: int) -> list[int]:
    """The customers of an earlier run, or nobody unless it had entered that many."""
    try:
        numbers: list[int] = json.loads((stack.state_folder / _PEOPLE).read_text())
    except (OSError, ValueError):
        return []
    return numbers if len(numbers) == count else []


def _enter(stack: Stack, count: int, say: Say) -> list[int]:
    say(f"Entering {count} customers through the services")
    numbers = people.enter(stack, count)
    (stack.state_folder / _PEOPLE).write_text(json.dumps(numbers))
    return numbers


def _settle(stack: Stack) -> None:
    """Returns when every event is published and noted: nothing but questions is to be measured."""
    deadline = time.monotonic() + _PATIENCE
    unsent, notes = 1, (-1, -2)
    while (unsent or notes[0] != notes[1]) and time.monotonic() < deadline:
        time.sleep(0.5)
        unsent = sum(_count(stack, name, "outbox where published_at is null") for name in SERVICES)
        notes = (_count(stack, "audit", "note"), notes[0])


def _count(stack: Stack, database: str, what: str) -> int:
    engine = sa.create_engine(stack.admin_database_url(database), poolclass=sa.NullPool)
    with engine.connect() as connection:
        return int(connection.scalar(sa.text(f"select count(*) from {what}")) or 0)


def _start(stack: Stack, name: str, key: Path) -> None:
    port = _port(stack, name)
    if not is_free(port):
        raise CannotRun(f"Port {port}, which the benchmark's {name} needs, is in use.")
    environment = stack.environment(GATEWAY) | {
        "GATEWAY_HTTP_ADDRESS": f"{HOST}:{port}",
        "GATEWAY_DATABASE_URL": stack.admin_database_url(one_database.NAME),
    }
    command = [sys.executable, str(_PROGRAM), str(key), f"--{name}"]
    stack.processes.start(Command(name, command, environment, folder=stack.processes.folder))
    if not wait_until(lambda: says_ready(f"http://{HOST}:{port}"), _PATIENCE):
        raise CannotRun(f"The {name} did not start. Its log ends with:\n{stack.processes.log_tail(name)}")


def _sides(stack: Stack) -> list[Side]:
    own = [Side(name, _port(stack, name), (name, "postgres")) for name in _BESIDE]
    return [Side(SUITE, stack.ports[GATEWAY], PROCESSES), *own]


def _port(stack: Stack, name: str) -> int:
    return stack.ports[GATEWAY] + _BESIDE[name]


def _with_times(value: Any) -> Any:
    """The same document with each moment in one form: some write UTC as `Z`, some as `+00:00`."""
    if isinstance(value, dict):
        return {name: _with_times(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_times(member) for member in value]
    if isinstance(value, str) and "T" in value and value[:4].isdigit():
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value
