"""The audit service as its clients see it: processes on a real broker and a real database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from homefire.testing.suite import eventually


@pytest.fixture(scope="session")
def notes(suite: Any) -> Callable[..., dict[str, Any]]:
    """`notes(number, role=…, limit=…)`: one page of a customer's notes, over HTTP."""
    suite.running("audit", "customers")
    clients: dict[str, httpx.Client] = {}

    def page(number: int, role: str = "caseworker", **query: Any) -> dict[str, Any]:
        if role not in clients:
            clients[role] = suite.client("audit", role=role)
        answer = clients[role].get(f"/customers/{number}/notes", params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    return page


@pytest.fixture(scope="session")
def write(suite: Any) -> Callable[..., httpx.Response]:
    """`write(number, text=…, role=…)`: adds a note over HTTP; the answer, whatever it is."""
    suite.running("audit", "customers")
    clients: dict[str, httpx.Client] = {}

    def post(number: int, role: str = "caseworker", key: str = "", **body: Any) -> httpx.Response:
        if role not in clients:
            clients[role] = suite.client("audit", role=role)
        headers = {"Idempotency-Key": key} if key else {}
        return clients[role].post(f"/customers/{number}/notes", json=body, headers=headers)

    return post


@pytest.fixture
def customer(new_customer: Callable[..., dict[str, Any]], notes: Callable[..., dict[str, Any]]) -> int:
    """The number of a new customer, of whom the log has heard."""
    number: int = new_customer()["number"]
    eventually(lambda: notes(number)["total"])
    return number
