"""The gateway over its real database, as the role that runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from flask import Flask

from gateway.accounts import Accounts, Directory
from gateway.sessions import Sessions
from gateway.settings import GatewaySettings
from gateway.throttling import Throttle
from homefire.database import Database
from homefire.testing.suite import Suite

PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def stored_settings(suite: Suite) -> GatewaySettings:
    """The configuration that the runner would give, over a migrated database."""
    suite.migrated("gateway")
    environment = {
        **suite.stack.environment("gateway"),
        "GATEWAY_WORKERS": "4",
        "GATEWAY_SECURE_COOKIES": "true",
    }
    with mock.patch.dict("os.environ", environment):
        return GatewaySettings.from_environment()


@pytest.fixture(scope="session")
def own_database(stored_settings: GatewaySettings) -> Iterator[Database]:
    """The gateway's database, as the role that runs it."""
    database = Database(stored_settings.base.database_url, pool_size=4)
    yield database
    database.engine.dispose()


@pytest.fixture(autouse=True)
def _empty(suite: Suite, stored_settings: GatewaySettings) -> None:
    """No accounts, sessions or attempts are left from another test."""
    with suite.database("gateway").begin() as connection:
        connection.execute(
            sa.text(
                "truncate recovery_code, second_factor, kept_search, draft, session, account_log, account, office,"
                " oauth_client, login_attempt"
            )
        )


@pytest.fixture
def throttle(own_database: Database) -> Throttle:
    """The throttle over the real table."""
    return Throttle(own_database, b"k" * 32)


@pytest.fixture
def directory(own_database: Database) -> Directory:
    """The list of accounts, with one caseworker."""
    kept = Directory(own_database)
    kept.add("jjohnson", "JOHN JOHNSON", "staff", ["caseworker"], PASSWORD)
    return kept


@pytest.fixture
def accounts(own_database: Database, throttle: Throttle) -> Accounts:
    """Who may log in."""
    return Accounts(own_database, throttle)


@pytest.fixture
def stored_sessions(own_database: Database) -> Sessions:
    """Sessions in the database."""
    return Sessions(own_database)


@pytest.fixture
def stored_app(
    application: Callable[..., Flask], stored_settings: GatewaySettings, rpc: Any, contracts: Any
) -> Iterator[Flask]:
    """The application over its real database and canned services."""
    made = application(stored_settings, rpc, contracts)
    yield made
    made.extensions["gateway"].database.engine.dispose()
