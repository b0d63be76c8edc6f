"""`deadletters list|replay|drop`."""

from __future__ import annotations

from typing import Annotated

import typer

from homefire.topology import Topology
from homefire_cli import deadletters, running, talking
from homefire_cli.errors import CannotRun

app = typer.Typer(help="Events that a service could not handle.", no_args_is_help=True)

Queue = Annotated[str | None, typer.Argument(help="One queue, such as audit.notes; all unless named.")]


@app.command("list")
def list_command(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document and nothing else.")
    ] = False,
) -> None:
    """Show how many lie in each queue, and id, type and reason of the first, never their content."""
    found = deadletters.list_dead(running.local_stack().admin_amqp_url, Topology.load())
    if as_json:
        talking.print_json(found)
        return
    for queue in found:
        if queue.count:
            talking.console.print(f"{queue.queue}: {queue.count}")
        for letter in queue.first:
            attempts = f"{letter.attempts} x " if letter.attempts > 1 else ""
            talking.say(f"{letter.event_id}  {letter.event_type}  {attempts}{letter.reason}")
    if not any(queue.count for queue in found):
        talking.console.print("No event is dead.")


@app.command()
def replay(queue: Queue = None) -> None:
    """Send dead events back to their queues, after the fault is mended."""
    _tell("sent back", deadletters.replay(running.local_stack().admin_amqp_url, Topology.load(), queue))


@app.command()
def drop(
    queue: Queue = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove dead events for good. The services that sent them keep them for 90 days."""
    if not yes and not typer.confirm(f"Remove the dead events of {queue or 'every queue'} for good?"):
        raise CannotRun("Nothing was removed.")
    _tell("removed", deadletters.drop(running.local_stack().admin_amqp_url, Topology.load(), queue))


def _tell(done: str, counts: dict[str, int]) -> None:
    for queue, count in counts.items():
        if count:
            talking.console.print(f"{queue}: {count} {done}")
    if not any(counts.values()):
        talking.console.print("No event is dead.")
