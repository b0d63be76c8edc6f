"""The pytest plugin: fixtures over one private stack per test session, or per worker of one.

Servers start when the first test asks for them, on free ports, with empty data; a service starts when a test
asks for that service. The test process itself is never patched: services under test are processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from homefire.testing.suite import Suite

if TYPE_CHECKING:
    import httpx
    import sqlalchemy as sa

    from homefire.work import Work


_AS_LONG_AS_THE_MACHINE_RUNS = {"fsync": "off", "full_page_writes": "off"}
"""What a killed server has written is with the kernel and stays: no test cuts the power. Commits wait as ever."""


def pytest_configure(config: pytest.Config) -> None:
    """Registers the mark that says which requirements a test holds. Property tests get no deadline."""
    config.addinivalue_line("markers", "req(*numbers): the requirements that this test holds, such as R42")
    with suppress(ImportError):
        from hypothesis import settings

        settings.register_profile("homefire", settings(), deadline=None)
        settings.load_profile("homefire")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The search for canaries comes first, since other tests put forbidden values on the bus on purpose.

    Tests that kill processes come last, so that a failure among them hides nothing else.
    """
    items.sort(key=lambda item: ("faults" in item.path.parts) - ("security" in item.path.parts))


@pytest.fixture(scope="session")
def suite(pytestconfig: pytest.Config) -> Iterator[Suite]:
    """The session's private stack, and ways to reach what runs in it."""
    from homefire_cli.ports import Ports
    from homefire_cli.stack import Stack

    tests = Path(os.environ.get("HOMEFIRE_TEST_STATE", pytestconfig.rootpath / ".homefire" / "test"))
    # Each of several workers (pytest-xdist) has a stack of its own.
    folder = tests / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    # Sessions that start side by side begin to look for free ports in different places.
    ports = Ports.unused(first=200 + os.getpid() % 150 * 20)
    running = Suite(Stack(folder, ports, postgres_settings=_AS_LONG_AS_THE_MACHINE_RUNS))
    try:
        yield running
    finally:
        running.close()


@pytest.fixture(scope="session")
def stack(suite: Suite) -> Any:
    """The stack itself, for tests that stop, kill and start processes."""
    return suite.stack


@pytest.fixture(scope="session")
def running(suite: Suite) -> Callable[..., None]:
    """`running("customers", "audit")` returns when these services are ready."""
    return suite.running


@pytest.fixture(scope="session")
def client(suite: Suite) -> Callable[..., httpx.Client]:
    """`client("customers", role="caseworker")`: an HTTP client of a service's own port, with a token."""
    return suite.client


@pytest.fixture(scope="session")
def portal(suite: Suite) -> Callable[..., httpx.Client]:
    """`portal("documents", "customer", 110385)`: a client whose token is of that customer in the portal."""
    return suite.portal


@pytest.fixture(scope="session")
def rpc(suite: Suite) -> Callable[..., Any]:
    """`rpc("customers", "get_customer", 110385, role="caseworker")`: one call over the bus."""
    return suite.rpc


@pytest.fixture(scope="session")
def database(suite: Suite) -> Callable[[str], sa.Engine]:
    """`database("customers")`: a service's database as the server's administrator sees it."""
    return suite.database


@pytest.fixture(scope="session")
def outbox_of(suite: Suite) -> Callable[..., list[dict[str, Any]]]:
    """`outbox_of("customers", subject=110385)`: the events a service has stored, oldest first."""
    return suite.outbox_of


@pytest.fixture(scope="session")
def work_in(suite: Suite) -> Callable[..., AbstractContextManager[Work]]:
    """`with work_in("customers", role="caseworker") as work:` a use case's work, committed at the end."""
    return suite.work_in


@pytest.fixture
def new_customer(suite: Suite) -> Callable[..., dict[str, Any]]:
    """`new_customer(last_name="SMITH")`: enters a customer through the customers service; its record."""
    return suite.new_customer
