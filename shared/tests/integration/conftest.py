"""A real broker and a real database server, and what the tests of the shared library need on them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pika
import pytest
import sqlalchemy as sa

from homefire import plumbing
from homefire.testing.suite import Suite


@pytest.fixture(scope="session")
def amqp_url(suite: Suite) -> str:
    """The broker's administrator in the suite's virtual host."""
    suite.servers()
    return suite.stack.admin_amqp_url


@pytest.fixture(scope="session")
def postgres_url(suite: Suite) -> str:
    """The database server's administrator."""
    suite.servers()
    return suite.stack.admin_database_url()


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[sa.URL]:
    """A database of this test's own, with nothing in it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(postgres_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield sa.make_url(postgres_url).set(database=name)
    with server.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@dataclass
class Outbox:
    """The plumbing tables of a service, and ways to fill and read its outbox."""

    engine: sa.Engine

    def add(self, count: int, *, aggregate: str = "thing/1", first: int = 1) -> list[str]:
        """Commits events of one aggregate, in one transaction; their ids."""
        with self.engine.begin() as connection:
            return self.add_within(connection, count, aggregate=aggregate, first=first)

    def add_within(
        self, connection: sa.Connection, count: int, *, aggregate: str = "thing/1", first: int = 1
    ) -> list[str]:
        """Stores events in a transaction that the caller commits."""
        rows = [event(aggregate, sequence) for sequence in range(first, first + count)]
        connection.execute(sa.insert(plumbing.outbox), rows)
        return [str(row["id"]) for row in rows]

    def unsent(self) -> int:
        """How many events wait."""
        return self.scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL")

    def numbers(self) -> dict[str, int | None]:
        """`pub_seq` by event id."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(plumbing.outbox.c.id, plumbing.outbox.c.pub_seq)).all()
        return {str(row.id): row.pub_seq for row in rows}

    def scalar(self, statement: str) -> Any:
        """The value of one statement, committed."""
        with self.engine.begin() as connection:
            return connection.scalar(sa.text(statement))


def event(aggregate: str, sequence: int) -> dict[str, Any]:
    """An outbox row."""
    identifier = uuid.uuid4()
    body = {
        "id": str(identifier),
        "aggregate": aggregate,
        "sequence": sequence,
        "data": {"home_phone": "8315550101"},
    }
    return {
        "id": identifier,
        "type": "thing_happened",
        "subject": "990385",
        "aggregate": aggregate,
        "sequence": sequence,
        "body": body,
    }


@pytest.fixture
def outbox(empty_database: sa.URL) -> Iterator[Outbox]:
    """The plumbing tables in an empty database."""
    engine = sa.create_engine(empty_database, pool_size=12)
    plumbing.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(plumbing.relay_state).values(id=1, next_seq=1))
    yield Outbox(engine)
    engine.dispose()


class Receiver:
    """A publisher's exchange and one queue that is bound to all of it."""

    def __init__(self, url: str) -> None:
        self.service = f"test{uuid.uuid4().hex[:12]}"
        self.queue = f"{self.service}.all"
        self._connection = pika.BlockingConnection(pika.URLParameters(url))
        self._channel = self._connection.channel()
        self._channel.exchange_declare(f"{self.service}.events", "topic", durable=True)
        self.bind()

    def bind(self) -> None:
        self._channel.queue_declare(self.queue, durable=True)
        self._channel.queue_bind(self.queue, f"{self.service}.events", "#")

    def unbind(self) -> None:
        self._channel.queue_unbind(self.queue, f"{self.service}.events", "#")

    def count(self) -> int:
        return int(self._channel.queue_declare(self.queue, passive=True).method.message_count)

    def take_all(self) -> list[dict[str, Any]]:
        """Everything in the queue, oldest first, as it was sent."""
        return [body for _, body in self.take_messages()]

    def take_messages(self) -> list[tuple[Any, dict[str, Any]]]:
        taken = []
        while (got := self._channel.basic_get(self.queue, auto_ack=True))[0] is not None:
            taken.append((got[1], json.loads(got[2])))
        return taken

    def close(self) -> None:
        self._channel.queue_delete(self.queue)
        self._channel.exchange_delete(f"{self.service}.events")
        self._connection.close()


@pytest.fixture
def receiver(amqp_url: str) -> Iterator[Receiver]:
    """An exchange to publish to, and what arrives on it."""
    made = Receiver(amqp_url)
    yield made
    made.close()
