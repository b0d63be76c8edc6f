"""From nothing to ready: the order in which a stack comes up, and how much of it goes side by side."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager

from homefire_cli import packages
from homefire_cli.environment import surroundings
from homefire_cli.errors import CannotRun
from homefire_cli.ports import SECOND, require_free
from homefire_cli.stack import MARKER, Stack
from homefire_cli.suite import BROKER, GATEWAY, POSTGRES, PROGRAMS

Step = Callable[[str], AbstractContextManager[None]]
"""Shows that a named step is under way while it is."""


@contextmanager
def unseen(_title: str) -> Iterator[None]:
    """A step that nobody watches."""
    yield


def bring_up(stack: Stack, step: Step = unseen, say: Callable[[str], None] = lambda _text: None) -> None:
    """Everything of a stack, ready. Raises `CannotRun`; what was started by then still runs."""
    packages.ensure(_needs(stack), say)
    with step("Looking around"):
        _clear_away(stack, say)
    stack.prepare()
    with ThreadPoolExecutor(1) as beside:
        assets = beside.submit(build_assets, stack)
        with step("PostgreSQL"):
            stack.servers.load_definitions()
            stack.start(*stack.servers.own)
            stack.wait_ready(POSTGRES)
        with step("Databases"):
            stack.provision()
            stack.migrate_where_due()
        with step("RabbitMQ"):
            stack.wait_ready(BROKER)
        with step("Pages' style sheets and scripts"):
            assets.result()
        with step("Seven services and the gateway"):
            stack.start(*PROGRAMS)
            stack.wait_ready(*PROGRAMS)
        if stack.beside:
            with step("What plays the systems outside"):
                stack.start(*stack.beside)
                stack.wait_ready(*stack.beside)


def build_assets(stack: Stack) -> None:
    """Has the gateway build what browsers need, which it does only where its sources are newer."""
    with stack.log_path(GATEWAY).open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", GATEWAY, "build-assets"],
            cwd=stack.processes.folder,
            env={**surroundings(os.environ), MARKER: str(stack.state_folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        end = stack.processes.log_tail(GATEWAY)
        raise CannotRun(f"The pages' style sheets could not be built. The log ends with:\n{end}")


def _needs(stack: Stack) -> list[packages.Need]:
    own = stack.servers.own
    return [
        need for name, need in ((POSTGRES, packages.POSTGRES), (BROKER, packages.RABBITMQ)) if name in own
    ]


def _clear_away(stack: Stack, say: Callable[[str], None]) -> None:
    """Ends what a killed runner left, then makes sure that every port is free."""
    left = [name for name in stack.names if stack.running(name)]
    if left:
        say(f"Stopping what an earlier run left behind: {', '.join(left)}")
    stack.down()
    require_free(stack.ports, [*stack.names, *(SECOND[name] for name in stack.names if name in SECOND)])
