"""What tests of messages that go out share: a mail catcher, and customers who can be written to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from homefire.testing.suite import Suite, eventually
from homefire_cli.suite import MAIL_CATCHER

Caught = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def caught(suite: Suite) -> Caught:
    """`caught(address)`: what was sent to an address or number, newest first."""
    suite.servers()
    if not suite.stack.running(MAIL_CATCHER):
        suite.stack.start(MAIL_CATCHER)
        suite.stack.wait_ready(MAIL_CATCHER)

    catcher = suite.bare_client(MAIL_CATCHER)

    def find(address: str) -> list[dict[str, Any]]:
        items = catcher.get("/messages").json()["items"]
        return [item for item in items if item["to"] == address]

    return find


@pytest.fixture
def reachable(suite: Suite, new_customer: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """`reachable(preferred_method="email")`: a customer with an address, of whom messaging has heard."""
    suite.running("customers", "applications", "messaging")

    def make(**fields: Any) -> dict[str, Any]:
        made = new_customer(**({"preferred_method": "email", "email": f"{uuid4().hex}@example.org"} | fields))
        eventually(lambda: known(suite, made["number"]))
        return made

    return make


def change(suite: Suite, customer: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """The record after a change by somebody else."""
    http = suite.client("customers")
    version = http.get(f"/customers/{customer['number']}").json()["version"]
    answer = http.patch(f"/customers/{customer['number']}", json=body, headers={"If-Match": str(version)})
    assert answer.is_success, answer.text
    return dict(answer.json())


def known(suite: Suite, number: int) -> dict[str, Any] | None:
    """What messaging knows of a customer."""
    query = sa.text("select data from projection where source = 'customers' and key = :key")
    with suite.database("messaging").connect() as connection:
        found: dict[str, Any] | None = connection.execute(query, {"key": str(number)}).scalar()
    return found
