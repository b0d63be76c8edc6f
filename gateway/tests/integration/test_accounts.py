"""Accounts: one sentence for every refusal, and nothing that an operator cannot undo."""

from typing import Any

import pytest
import sqlalchemy as sa

from gateway.accounts import AccountExists, Accounts, Directory, NoSuchAccount
from gateway.passwords import PasswordTooShort
from gateway.sessions import Sessions
from homefire.database import Database
from homefire.errors import NotAuthenticated

PASSWORD = "correct horse battery"
ADDRESS = "192.0.2.1"


@pytest.mark.req("R126")
@pytest.mark.parametrize("name", ["jjohnson", "JJohnson", " jjohnson "])
def test_the_right_password_opens_the_account(directory: Directory, accounts: Accounts, name: str) -> None:
    assert accounts.authenticate(name, PASSWORD, ADDRESS)


@pytest.mark.req("R126")
@pytest.mark.parametrize(
    ("name", "password"),
    [("jjohnson", "wrong horse battery"), ("nobody", PASSWORD), ("", ""), ("jjohnson", "")],
)
def test_every_refusal_has_the_same_words(
    directory: Directory, accounts: Accounts, name: str, password: str
) -> None:
    with pytest.raises(NotAuthenticated) as caught:
        accounts.authenticate(name, password, ADDRESS)
    assert caught.value.detail == "The user name or the password is not right."


def test_a_disabled_account_is_closed_and_logged_out_until_it_is_reopened(
    directory: Directory, accounts: Accounts, stored_sessions: Sessions
) -> None:
    token = stored_sessions.open(accounts.authenticate("jjohnson", PASSWORD, ADDRESS))
    directory.disable("jjohnson")
    assert stored_sessions.find(token) is None
    with pytest.raises(NotAuthenticated):
        accounts.authenticate("jjohnson", PASSWORD, ADDRESS)
    directory.disable("jjohnson", disabled=False)
    assert accounts.authenticate("jjohnson", PASSWORD, ADDRESS)


def test_a_new_password_ends_the_sessions_of_the_old_one(
    directory: Directory, accounts: Accounts, stored_sessions: Sessions
) -> None:
    token = stored_sessions.open(accounts.authenticate("jjohnson", PASSWORD, ADDRESS))
    directory.set_password("jjohnson", "another horse battery")
    assert stored_sessions.find(token) is None
    assert accounts.authenticate("jjohnson", "another horse battery", ADDRESS)


def test_a_user_name_is_taken_whatever_its_case(directory: Directory) -> None:
    with pytest.raises(AccountExists):
        directory.add("JJOHNSON", "JUNE JOHNSON", "staff", ["caseworker"], PASSWORD)


def test_unknown_roles_kinds_names_and_short_passwords_are_refused(directory: Directory) -> None:
    with pytest.raises(ValueError, match="emperor"):
        directory.add("x", "X", "staff", ["emperor"], PASSWORD)
    with pytest.raises(ValueError, match="kind"):
        directory.add("x", "X", "robot", ["caseworker"], PASSWORD)
    with pytest.raises(NoSuchAccount):
        directory.set_password("x", PASSWORD)
    with pytest.raises(PasswordTooShort):
        directory.set_password("jjohnson", "short")
    assert [account["user_name"] for account in directory.listed()] == ["jjohnson"]


def test_ensuring_makes_what_is_missing_mends_what_differs_and_then_changes_nothing(
    directory: Directory, accounts: Accounts
) -> None:
    wanted: dict[str, Any] = {
        "accounts": [
            {
                "user_name": "jjohnson",
                "display_name": "JOHN JOHNSON",
                "roles": ["supervisor"],
                "password": PASSWORD,
            },
            {"user_name": "audit", "display_name": "AN AUDITOR", "roles": ["auditor"], "password": PASSWORD},
        ],
        "clients": [{"client_id": "county", "name": "COUNTY", "secret": "s" * 32, "roles": ["agency"]}],
    }
    assert directory.ensure(wanted) == ["account jjohnson", "account audit", "client county"]
    assert directory.ensure(wanted) == []
    wanted["accounts"][1]["password"] = "a different password"
    wanted["clients"][0]["secret"] = "t" * 32
    assert directory.ensure(wanted) == ["account audit", "client county"]
    assert accounts.authenticate("audit", "a different password", ADDRESS)
    assert accounts.authenticate_client("county", "t" * 32, ADDRESS)


def test_a_hash_made_with_weaker_parameters_is_replaced_at_the_next_log_in(
    directory: Directory, accounts: Accounts, own_database: Database
) -> None:
    import argon2

    from gateway.models import Account

    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with own_database.session() as session:
        session.execute(sa.update(Account).values(password_hash=weak))
    accounts.authenticate("jjohnson", PASSWORD, ADDRESS)
    with own_database.session() as session:
        assert session.scalar(sa.select(Account.password_hash)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("statement", ["delete from account", "truncate account", "drop table account"])
def test_the_role_that_runs_may_not_remove_accounts(
    directory: Directory, own_database: Database, statement: str
) -> None:
    refused = pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner")
    with refused, own_database.session() as session:
        session.execute(sa.text(statement))


def test_errors_of_the_database_carry_no_values(directory: Directory, own_database: Database) -> None:
    from gateway.models import Account

    twin = Account(
        user_name="jjohnson", display_name="SECRET NAME", kind="staff", roles=[], password_hash="x"
    )
    with pytest.raises(sa.exc.IntegrityError) as caught, own_database.session() as session:
        session.add(twin)
    assert "SECRET NAME" not in str(caught.value)
