"""The gateway's command line: serve, migrate, build the pages' assets, keep accounts."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from gateway import accounts
from gateway.accounts import Directory
from homefire.database import Database
from homefire.migrations import config_for
from homefire.settings import Settings

_LOCK = 0x67617465
"""Advisory lock: two replicas that migrate at once do it one after the other."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command; ends with a sentence and status 1 when it cannot be done."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ValueError as error:
        raise SystemExit(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gateway", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("run", help="serve").set_defaults(run=_run)
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=_migrate)
    build = commands.add_parser("build-assets", help="build style sheet and script; compile translations")
    build.add_argument("--force", action="store_true", help="even when nothing has changed")
    build.set_defaults(run=_build)
    _add_accounts(commands.add_parser("accounts", help="who may log in"))
    return parser


def _add_accounts(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("list", help="every account").set_defaults(run=_list)
    add = commands.add_parser("add", help="a new account")
    add.add_argument("user_name")
    add.add_argument("display_name", help="as it stands beside notes, such as 'JOHN JOHNSON'")
    add.add_argument("--role", action="append", required=True, dest="roles")
    add.add_argument("--kind", choices=accounts.KINDS, default="staff")
    add.add_argument("--generate", action="store_true", help="make a random password and print it once")
    add.set_defaults(run=_add)
    change = commands.add_parser("set-password", help="a new password; ends the account's sessions")
    change.add_argument("user_name")
    change.add_argument("--generate", action="store_true", help="make a random password and print it once")
    change.set_defaults(run=_set_password)
    for name, text in (("disable", "close an account"), ("enable", "reopen an account")):
        toggle = commands.add_parser(name, help=text)
        toggle.add_argument("user_name")
        toggle.set_defaults(run=_toggle, disabled=name == "disable")
    ensure = commands.add_parser("ensure", help="make accounts and clients be as a JSON file says")
    ensure.add_argument("--file", required=True, type=Path)
    ensure.set_defaults(run=_ensure)


def _run(options: argparse.Namespace) -> None:
    from gateway.server import run
    from gateway.settings import GatewaySettings

    run(GatewaySettings.from_environment())


def _migrate(options: argparse.Namespace) -> None:
    settings = Settings.from_environment("gateway")
    settings.require("migrate_database_url")
    migrate(str(settings.migrate_database_url))


def migrate(url: str) -> None:
    """Brings the database to the newest schema, as the role that owns it."""
    engine = sa.create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = config_for("gateway")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _build(options: argparse.Namespace) -> None:
    from gateway.build_assets import build

    print("built" if build(force=options.force) else "up to date")


def _list(options: argparse.Namespace) -> None:
    with _directory() as directory:
        for account in directory.listed():
            closed = "  disabled" if account["disabled_at"] else ""
            names = f"{account['user_name']:20} {account['display_name']:24}"
            print(f"{names} {', '.join(account['roles'])}{closed}")


def _add(options: argparse.Namespace) -> None:
    with _directory() as directory:
        directory.add(
            options.user_name, options.display_name, options.kind, options.roles, _password(options)
        )


def _set_password(options: argparse.Namespace) -> None:
    with _directory() as directory:
        directory.set_password(options.user_name, _password(options))


def _toggle(options: argparse.Namespace) -> None:
    with _directory() as directory:
        directory.disable(options.user_name, disabled=options.disabled)


def _ensure(options: argparse.Namespace) -> None:
    wanted = json.loads(options.file.read_text("utf-8"))
    with _directory() as directory:
        for line in directory.ensure(wanted):
            print(line)


def _password(options: argparse.Namespace) -> str:
    """From the terminal without showing it, or the first line of standard input; never an argument."""
    if options.generate:
        password = accounts.new_password()
        print(password)
        return password
    if sys.stdin.isatty():
        return getpass.getpass("New password: ")
    return sys.stdin.readline().rstrip("\n")


@contextmanager
def _directory() -> Iterator[Directory]:
    settings = Settings.from_environment("gateway")
    settings.require("database_url")
    database = Database(settings.database_url, pool_size=1)
    try:
        yield Directory(database)
    finally:
        database.engine.dispose()
