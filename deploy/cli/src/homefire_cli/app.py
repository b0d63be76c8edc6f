"""Homefire: a customer-record suite of seven services, run from this folder.

What exists already can be used instead of private servers: HOMEFIRE_POSTGRES_URL and HOMEFIRE_AMQP_URL name
the administrators of a PostgreSQL and a RabbitMQ server, HOMEFIRE_RABBITMQ_API_URL the latter's management
interface where it is not at port 15672. HOMEFIRE_PORT_OFFSET moves every port.
"""

from __future__ import annotations

import sys
import warnings
from typing import Annotated

import typer

from homefire_cli import dead_letter_commands, running, talking
from homefire_cli.errors import CannotRun
from homefire_cli.suite import CHECKOUT, PROCESSES, STATE_FOLDER

app = typer.Typer(
    name="homefire",
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo = typer.Typer(help="The demonstration record.", no_args_is_help=True)
app.add_typer(demo, name="demo")
app.add_typer(dead_letter_commands.app, name="deadletters")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]


@app.command()
def up(
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return when ready and keep running.")
    ] = False,
) -> None:
    """Start everything, installing what is missing. Ctrl-C stops it."""
    running.up(running.local_stack(new=True), detach=detach)


@app.command()
def down() -> None:
    """Stop everything; data stay."""
    running.down(running.local_stack())


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show every process with its port, health, version and uptime. Exit 1 unless all is ready."""
    from homefire_cli.status import inspect
    from homefire_cli.status_table import show

    found = inspect(running.local_stack())
    talking.print_json(found) if as_json else show(found)
    raise typer.Exit(0 if found.is_ready else 1)


@app.command()
def logs(
    process: Annotated[str | None, typer.Argument(help=f"One of {', '.join(PROCESSES)}.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is written.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="Lines of each log to begin with.")] = 20,
) -> None:
    """Show what one process, or every one, has written."""
    from homefire_cli.reading_logs import read

    read(STATE_FOLDER / "logs", process, lines=lines, follow=follow)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Run every check and every test; what follows -- goes to pytest."""
    from homefire_cli.checks import run_all

    raise typer.Exit(run_all(context.args))


@demo.command("load")
def load_demo() -> None:
    """Load the demonstration record, through the services' own operations; a second time changes nothing."""
    from homefire_cli.demo import load

    with talking.step("Demonstration record"):
        load(running.local_stack())


@app.command()
def contracts(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where one differs.")] = False,
    release: Annotated[bool, typer.Option("--release", help="Make them what later ones keep to.")] = False,
) -> None:
    """Write the OpenAPI and AsyncAPI documents that the services' declarations give."""
    from homefire.contracting import write_or_check

    raise typer.Exit(write_or_check(check=check, release=release))


@app.command()
def requirements(as_json: AsJson = False) -> None:
    """List every requirement with its tests and whether it is held, partly held or open."""
    from homefire_cli.requirements import show

    raise typer.Exit(show(as_json, CHECKOUT))


@app.command()
def token(
    role: Annotated[str, typer.Option(help="A role of the gateway, such as caseworker or auditor.")],
    audience: Annotated[list[str] | None, typer.Option(help="A service; all unless some are named.")] = None,
    lifetime: Annotated[float, typer.Option(help="Seconds.", min=1, max=86400)] = 600,
) -> None:
    """Print a bearer token for the local suite."""
    print(running.local_stack().token(role, audience=audience or None, lifetime=lifetime))


@app.command()
def bench(name: Annotated[str, typer.Argument(help="Such as record.")], as_json: AsJson = False) -> None:
    """Run a benchmark of the suite and print its figures."""
    from homefire_cli.benchmarks import run

    raise typer.Exit(run(name, as_json=as_json))


def main() -> None:
    """The command's entry: what cannot be done ends in one sentence and exit code 1."""
    # nameko stands on eventlet, which says so to everybody; only commands that load services would show it.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    try:
        app(prog_name="./homefire")
    except CannotRun as error:
        talking.complain(str(error))
        sys.exit(1)
    except PermissionError as error:
        talking.complain(f"{error.filename} is not open to you: run the command as whoever ran it before.")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
