"""Sessions: ended by idleness, by age, by log-out; stored so that reading the table opens nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from gateway import sessions
from gateway.accounts import Accounts, Directory
from gateway.models import LogIn
from gateway.sessions import Sessions
from homefire.database import Database

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    with mock.patch.object(sessions, "datetime", wraps=datetime) as faked:
        faked.now.return_value = NOW
        yield faked.now


@pytest.fixture
def token(directory: Directory, accounts: Accounts, stored_sessions: Sessions, clock: Any) -> str:
    return stored_sessions.open(accounts.authenticate("jjohnson", "correct horse battery", "192.0.2.1"))


def test_a_token_opens_its_account(stored_sessions: Sessions, token: str) -> None:
    found = stored_sessions.find(token)
    assert found and (found.user_name, found.display_name, found.kind) == (
        "jjohnson",
        "JOHN JOHNSON",
        "staff",
    )
    assert found.roles == ("caseworker",)


def test_another_token_opens_nothing(stored_sessions: Sessions, token: str) -> None:
    assert stored_sessions.find("x" + token) is None


def test_only_a_hash_of_the_token_is_stored(own_database: Database, token: str) -> None:
    with own_database.session() as session:
        stored = session.scalar(sa.select(LogIn.token_hash))
    assert len(stored) == 32
    assert token.encode() not in stored


def test_thirty_idle_minutes_end_a_session(stored_sessions: Sessions, token: str, clock: Any) -> None:
    clock.return_value = NOW + timedelta(minutes=29)
    assert stored_sessions.find(token)
    clock.return_value += timedelta(minutes=29)
    assert stored_sessions.find(token)
    clock.return_value += timedelta(minutes=30)
    assert stored_sessions.find(token) is None


def test_twelve_hours_end_a_session_that_is_in_use(stored_sessions: Sessions, token: str, clock: Any) -> None:
    for _ in range(29):
        clock.return_value += timedelta(minutes=24)
        assert stored_sessions.find(token)
    clock.return_value += timedelta(minutes=24)
    assert stored_sessions.find(token) is None


def test_logging_out_ends_the_session_on_the_server(stored_sessions: Sessions, token: str) -> None:
    stored_sessions.end(token)
    assert stored_sessions.find(token) is None


def test_logging_in_again_replaces_the_session_before(
    stored_sessions: Sessions, token: str, accounts: Accounts
) -> None:
    found = stored_sessions.find(token)
    assert found
    renewed = stored_sessions.open(found.account_id, instead_of=token)
    assert renewed != token
    assert stored_sessions.find(token) is None
    assert stored_sessions.find(renewed)


def test_sessions_that_have_ended_are_removed(
    stored_sessions: Sessions, own_database: Database, token: str, clock: Any
) -> None:
    found = stored_sessions.find(token)
    assert found
    clock.return_value = NOW + timedelta(hours=13)
    stored_sessions.open(found.account_id)
    with own_database.session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LogIn)) == 1


def test_every_session_of_an_account_can_be_ended_at_once(stored_sessions: Sessions, token: str) -> None:
    found = stored_sessions.find(token)
    assert found
    other = stored_sessions.open(found.account_id)
    stored_sessions.end_all(found.account_id)
    assert stored_sessions.find(token) is stored_sessions.find(other) is None
