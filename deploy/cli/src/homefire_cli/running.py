"""`up` and `down`: bringing the local stack up, watching it, stopping it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from homefire_cli import talking
from homefire_cli.environment import beside_from_environment
from homefire_cli.errors import CannotRun
from homefire_cli.existing import postgres_from_environment, rabbitmq_from_environment
from homefire_cli.launch import bring_up
from homefire_cli.lock import StackLock
from homefire_cli.log_ins import LogIn, ensure_log_ins
from homefire_cli.ports import Ports
from homefire_cli.stack import Stack
from homefire_cli.suite import GATEWAY, MAIL_CATCHER, STATE_FOLDER
from homefire_cli.supervisor import NAME as SUPERVISOR
from homefire_cli.supervisor import Supervisor, leave_watching

OFFSET_VARIABLE = "HOMEFIRE_PORT_OFFSET"
_OFFSET_FILE = STATE_FOLDER / "run" / "port-offset"
_STOPPING_PATIENCE = 90.0
_STARTING_PATIENCE = 2.0


def local_stack(*, new: bool = False) -> Stack:
    """The stack of this checkout; on the ports that the environment says, or on those it was started with."""
    used = None if new else _offset_last_used()
    return Stack(
        STATE_FOLDER,
        Ports(_offset_from_environment() if used is None else used),
        existing_postgres=postgres_from_environment(),
        existing_rabbitmq=rabbitmq_from_environment(),
        beside=beside_from_environment(),
    )


def up(stack: Stack, *, detach: bool) -> None:
    """Brings the stack up and stays with it until it is stopped, or leaves a supervisor with it."""
    began = time.monotonic()
    lock = StackLock(stack.processes.folder)
    if not lock.take(_STARTING_PATIENCE):
        _tell_already_running()
        return
    with _stopping(stack):
        stack.prepare()
        stack.processes.remember(SUPERVISOR, os.getpid())
        _OFFSET_FILE.write_text(str(stack.ports.offset))
        bring_up(stack, talking.step, talking.say)
        people = _load_demonstration(stack)
        _tell_ready(stack, people, time.monotonic() - began)
        if detach:
            leave_watching(stack, lock)
        else:
            talking.say("Ctrl-C stops everything.")
            # Only a signal ends this watch, by the exception that it raises.
            Supervisor(stack, talking.say).watch(threading.Event())
    talking.say("It keeps running. Stop it with ./homefire down")


def down(stack: Stack) -> None:
    """Stops the stack, whoever started it, and whatever state it is in."""
    stack.processes.send(SUPERVISOR, signal.SIGTERM)
    lock = StackLock(stack.processes.folder)
    with talking.step("Stopping"):
        if not lock.take(_STOPPING_PATIENCE):
            record = stack.running(SUPERVISOR)
            raise CannotRun(
                f"The runner (process {record.pid if record else 'unknown'}) does not end: "
                "end it with kill -9, then call ./homefire down again."
            )
        stack.down()
        stack.processes.forget(SUPERVISOR)
    lock.release()


class _Stopped(KeyboardInterrupt):
    """A signal asks the command to stop everything."""


@contextmanager
def _stopping(stack: Stack) -> Iterator[None]:
    """Whatever ends the block, other than its good end, ends the stack."""

    def interrupt(*_: object) -> None:
        raise _Stopped

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, interrupt)
    try:
        yield
    except BaseException:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            # An impatient second Ctrl-C must not leave half of it running.
            signal.signal(number, signal.SIG_IGN)
        with suppress(OSError, SystemExit):
            # The terminal may be gone, which is no reason to leave anything running.
            talking.say("Stopping")
        _stop_all(stack)
        raise


def _stop_all(stack: Stack) -> None:
    record = stack.running(SUPERVISOR)
    if record and record.pid != os.getpid():
        # The supervisor has taken over already, and would start again whatever we stop.
        stack.processes.send(SUPERVISOR, signal.SIGTERM)
        return
    stack.down()
    stack.processes.forget(SUPERVISOR)


def _load_demonstration(stack: Stack) -> list[LogIn]:
    from homefire_cli.demo import load

    with talking.step("Demonstration record and log-ins"):
        load(stack)
        return ensure_log_ins(stack)


def _tell_ready(stack: Stack, people: list[LogIn], seconds: float) -> None:
    console = talking.console
    console.print(f"\n  Ready in {seconds:.0f} s: [bold]{stack.service_url(GATEWAY)}[/bold]\n")
    if MAIL_CATCHER in stack.beside:
        console.print(f"  What it sends is caught: [bold]{stack.service_url(MAIL_CATCHER)}[/bold]\n")
    for person in people:
        console.print(
            f"  {person.user_name:<14} {person.password}   [dim]{person.display_name}, {person.job_title}[/dim]"
        )
    console.print()


def _tell_already_running() -> None:
    current = local_stack()
    record = current.running(SUPERVISOR)
    who = f" (process {record.pid})" if record else ""
    talking.say(
        f"Homefire is already running or being started{who}: {current.service_url(GATEWAY)}. "
        "See ./homefire status, or stop it with ./homefire down"
    )


def _offset_last_used() -> int | None:
    try:
        return int(_OFFSET_FILE.read_text())
    except (OSError, ValueError):
        return None


def _offset_from_environment() -> int:
    value = os.environ.get(OFFSET_VARIABLE, "0")
    try:
        return int(value)
    except ValueError:
        raise CannotRun(f"{OFFSET_VARIABLE} is {value!r}: set it to a whole number, such as 100.") from None
