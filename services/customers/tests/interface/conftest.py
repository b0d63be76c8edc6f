"""The customers service as its clients reach it: over HTTP on its own port, and over the bus."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from homefire.testing.suite import Suite

if TYPE_CHECKING:
    import httpx

_ssns = itertools.count(1)


@pytest.fixture
def http(suite: Suite) -> httpx.Client:
    """A caseworker's client of the service's own port."""
    return suite.client("customers")


@pytest.fixture
def ssn() -> str:
    """A Social Security number that no other test has."""
    return f"7655{next(_ssns):05d}"


@pytest.fixture
def written(suite: Suite) -> Callable[[], Any]:
    """What the service has written so far: customers with their versions, events, remembered answers."""
    counts = """
        select (select count(*) from customer), (select sum(version) from customer),
               (select count(*) from outbox), (select count(*) from answers)
    """

    def look() -> Any:
        with suite.database("customers").connect() as connection:
            return connection.execute(sa.text(counts)).one()

    return look


@pytest.fixture
def stock(suite: Suite) -> Iterator[Callable[..., Any]]:
    """`stock(token).get_customer(110385)`: a stock nameko client with the broker's user of an agency system."""
    suite.running("customers")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from nameko.standalone.rpc import ClusterRpcProxy

        opened = []

        def connect(token: Any = None, **context: Any) -> Any:
            if token is not None:
                context["auth_token"] = token
            config = {"AMQP_URI": suite.stack.amqp_url("agency:demonstration")}
            proxy = ClusterRpcProxy(config, context_data=context, timeout=20)
            opened.append(proxy)
            return proxy.start().customers

        yield connect
        for proxy in opened:
            proxy.stop()
