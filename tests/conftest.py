"""Fixtures of the tests that span services."""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from homefire.testing.suite import Suite, eventually
from homefire_cli.processes import Command


@pytest.fixture(scope="module")
def probe(suite: Suite) -> Iterator[None]:
    """The probe in the place of the customers service, which comes back afterwards."""
    suite.running("customers")
    stack = suite.stack
    stack.stop("customers")
    command = [sys.executable, "-m", "homefire.testing.probe"]
    folder = stack.processes.folder
    stack.processes.start(Command("customers", command, stack.environment("customers"), folder=folder))
    stack.wait_ready("customers")
    yield
    stack.stop("customers")
    suite.running("customers")


class Writer:
    """A client that changes one customer's home phone, and keeps a journal of what was acknowledged.

    Each change has an idempotency key and is repeated until it is acknowledged, as a careful client would.
    """

    def __init__(self, suite: Suite, number: int) -> None:
        self.http = suite.client("customers", timeout=5)
        self.number = number
        self.path = f"/customers/{number}"
        self.journal: list[str] = []
        self._stop = threading.Event()
        self.thread = threading.Thread(target=self._write, daemon=True)

    def change(self, phone: str) -> None:
        """One change: the same request again and again, under the same key, until it is acknowledged."""
        headers: dict[str, str] = {}
        while not self._stop.is_set():
            try:
                if not headers:
                    version = self.http.get(self.path).raise_for_status().json()["version"]
                    headers = {"If-Match": str(version), "Idempotency-Key": f"{self.number}-{phone}"}
                self.http.patch(self.path, json={"home_phone": phone}, headers=headers).raise_for_status()
            except httpx.HTTPError:
                self._stop.wait(0.05)
                continue
            self.journal.append(phone)
            return

    def _write(self) -> None:
        for number in itertools.count():
            if self._stop.is_set():
                return
            self.change(f"83155{10000 + number:05}")

    def stop(self) -> None:
        """Ends the writing thread."""
        self._stop.set()
        self.thread.join(30)


@pytest.fixture
def writer(suite: Suite, new_customer: Callable[..., dict[str, Any]]) -> Iterator[Callable[[], Writer]]:
    """`writer()` makes a writer for a customer of its own."""
    made: list[Writer] = []

    def make() -> Writer:
        suite.running("customers", "audit")
        made.append(Writer(suite, new_customer(home_phone="8315509999")["number"]))
        return made[-1]

    yield make
    for one in made:
        if one.thread.is_alive():
            one.stop()


@pytest.fixture
def notes_of(suite: Suite) -> Callable[..., list[dict[str, Any]]]:
    """`notes_of(number)`: every note about a customer, oldest first, in the order of its number in the log."""

    http = suite.client("audit", role="auditor")

    def read(number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            query = {"limit": 100} | ({"cursor": cursor} if cursor else {})
            page = http.get(f"/customers/{number}/notes", params=query)
            page.raise_for_status()
            found += page.json()["items"]
            cursor = page.json()["next"]
            if cursor is None:
                break
        return sorted(found, key=lambda note: note["number"])

    return read


@pytest.fixture
def settled(suite: Suite) -> Callable[..., None]:
    """`settled("customers")` returns when everything these services have emitted is published and noted."""

    def wait(*services: str) -> None:
        for service in services:
            unsent = sa.text("select count(*) from outbox where published_at is null")
            database = suite.database(service)

            def is_empty(database: sa.Engine = database, unsent: sa.TextClause = unsent) -> bool:
                with database.connect() as connection:
                    return connection.scalar(unsent) == 0

            eventually(is_empty, within=60)

    return wait
