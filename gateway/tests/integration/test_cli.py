"""The command line of accounts and migrations, as an operator uses it."""

import io
import json
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from gateway import cli
from homefire.migrations import is_current
from homefire.testing.suite import Suite

PASSWORD = "correct horse battery"


@pytest.fixture
def operator(suite: Suite, capsys: Any) -> Any:
    """`operator("accounts", "list")`: runs a command, typing `typed`, and returns what it prints."""

    def run(*arguments: str, typed: str = PASSWORD) -> str:
        with (
            mock.patch.dict("os.environ", suite.stack.environment("gateway", migrating=True)),
            mock.patch("sys.stdin", io.StringIO(f"{typed}\n")),
        ):
            cli.main(arguments)
        return capsys.readouterr().out

    return run


def test_an_account_is_added_listed_and_given_another_password(operator: Any, accounts: Any) -> None:
    operator("accounts", "add", "mgarcia", "MARIA GARCIA", "--role", "caseworker", "--role", "supervisor")
    assert "mgarcia              MARIA GARCIA             caseworker, supervisor" in operator(
        "accounts", "list"
    )
    assert accounts.authenticate("mgarcia", PASSWORD, "192.0.2.1")
    generated = operator("accounts", "set-password", "mgarcia", "--generate").strip()
    assert accounts.authenticate("mgarcia", generated, "192.0.2.1")


def test_an_account_is_closed_and_reopened(operator: Any, directory: Any) -> None:
    operator("accounts", "disable", "jjohnson")
    assert "disabled" in operator("accounts", "list")
    operator("accounts", "enable", "jjohnson")
    assert "disabled" not in operator("accounts", "list")


def test_what_cannot_be_done_is_a_sentence(operator: Any) -> None:
    with pytest.raises(SystemExit, match="There is no account nobody"):
        operator("accounts", "set-password", "nobody")
    with pytest.raises(SystemExit, match="at least 15 characters"):
        operator("accounts", "add", "x", "X", "--role", "caseworker", typed="short")
    with pytest.raises(SystemExit, match="There is no role emperor"):
        operator("accounts", "add", "x", "X", "--role", "emperor")


def test_accounts_come_from_a_file(operator: Any, tmp_path: Path) -> None:
    entry = {"user_name": "audit", "display_name": "AN AUDITOR", "roles": ["auditor"], "password": PASSWORD}
    (tmp_path / "log-ins.json").write_text(json.dumps({"accounts": [entry]}))
    assert operator("accounts", "ensure", "--file", str(tmp_path / "log-ins.json")) == "account audit\n"
    assert operator("accounts", "ensure", "--file", str(tmp_path / "log-ins.json")) == ""


def test_migrating_twice_changes_nothing(operator: Any, suite: Suite) -> None:
    operator("migrate")
    assert is_current(suite.database("gateway"), "gateway")


def test_models_and_migrations_agree(suite: Suite) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from gateway.models import Base

    with suite.database("gateway").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
