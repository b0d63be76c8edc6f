"""The consumer on a real broker and a real database, and what it does when one of them fails it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pika
import pytest
import sqlalchemy as sa

from audit.ingest import BATCH, Ingest
from audit.sealing import KeyRing
from homefire.clock import Clock
from homefire.testing.suite import eventually

ZONE = ZoneInfo("America/Los_Angeles")
_numbers = itertools.count(1)
EventAbout = Callable[..., dict[str, Any]]
RowsOf = Callable[[str], list[Any]]


class Bench:
    """A queue like `audit.notes`, with its dead letters, and an ingest that consumes it in a thread."""

    def __init__(self, url: str, keys: KeyRing) -> None:
        self.url, self.keys = url, keys
        self.queue = f"test.notes.{next(_numbers)}.{time.time_ns()}"
        self.connection = pika.BlockingConnection(pika.URLParameters(url))
        self.channel = self.connection.channel()
        self.channel.queue_declare(self.queue + ".dead", durable=True, arguments={"x-queue-type": "quorum"})
        self.declare()
        self.channel.confirm_delivery()

    def declare(self) -> None:
        """Makes the queue with the arguments that the broker's definitions give `audit.notes`."""
        arguments = {
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-delivery-limit": 20,
            "x-dead-letter-exchange": "",
            "x-dead-letter-routing-key": self.queue + ".dead",
        }
        self.channel.queue_declare(self.queue, durable=True, arguments=arguments)

    def publish(self, *bodies: Any) -> None:
        """Events as dictionaries, anything else as bytes."""
        for body in bodies:
            raw = body if isinstance(body, bytes) else orjson.dumps(body)
            self.channel.basic_publish("", self.queue, raw, pika.BasicProperties(delivery_mode=2))

    @contextmanager
    def ingesting(self, engine: Any) -> Iterator[Ingest]:
        """An ingest that runs until the block ends."""
        ingest = Ingest(self.url, engine, self.keys, Clock(ZONE), ZONE, queue=self.queue)
        thread = threading.Thread(target=ingest.run)
        thread.start()
        try:
            yield ingest
        finally:
            ingest.stop()
            thread.join(15)
            assert not thread.is_alive()

    def waiting(self, queue: str = "") -> int:
        """Messages in a queue that no consumer holds."""
        self.connection.process_data_events(0)
        found = self.channel.queue_declare(queue or self.queue, passive=True)
        return int(found.method.message_count)

    def dead(self) -> list[bytes]:
        """The bodies that were dead-lettered."""
        bodies = []
        while (got := self.channel.basic_get(self.queue + ".dead", auto_ack=True))[0]:
            bodies.append(got[2])
        return bodies

    def close(self) -> None:
        """Removes the queues."""
        self.channel.queue_delete(self.queue)
        self.channel.queue_delete(self.queue + ".dead")
        self.connection.close()


class AwayAtFirst:
    """An engine whose database is away for the first transactions, like one that restarts."""

    def __init__(self, engine: sa.Engine, failures: int) -> None:
        self.engine, self.failures, self.refused = engine, failures, 0

    def connect(self) -> Any:
        return self.engine.connect()

    def begin(self) -> Any:
        if self.refused < self.failures:
            self.refused += 1
            raise sa.exc.OperationalError("select 1", {}, Exception("the database is starting up"))
        return self.engine.begin()


@pytest.fixture
def bench(suite: Any, keys: KeyRing) -> Iterator[Bench]:
    suite.migrated("audit")
    made = Bench(suite.stack.admin_amqp_url, keys)
    yield made
    made.close()


@pytest.mark.req("R204", "R254")
def test_events_of_several_batches_are_noted_in_order_and_acknowledged(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    events = [event_about(subject) for _ in range(BATCH + 200)]
    bench.publish(*events)
    with bench.ingesting(run_engine):
        eventually(lambda: len(rows_of(subject)) == len(events), within=30)
    assert [str(row.event_id) for row in rows_of(subject)] == [event["id"] for event in events]
    assert bench.waiting() == 0
    assert bench.dead() == []


def test_a_single_event_does_not_wait_for_a_batch_to_fill(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    with bench.ingesting(run_engine) as ingest:
        eventually(lambda: ingest.consuming)
        bench.publish(event_about(subject))
        eventually(lambda: rows_of(subject))


@pytest.mark.req("R254")
def test_malformed_events_are_dead_lettered_at_once_and_others_flow_on(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    malformed = [b"not json", b"\xff\xfe", orjson.dumps({"type": "customer_updated"})]
    bench.publish(event_about(subject), *malformed, event_about(subject))
    with bench.ingesting(run_engine):
        eventually(lambda: len(rows_of(subject)) == 2)
        eventually(lambda: bench.waiting(bench.queue + ".dead") == 3)
        bench.publish(event_about(subject))
        eventually(lambda: len(rows_of(subject)) == 3)
    assert bench.dead() == malformed
    assert bench.waiting() == 0


@pytest.mark.req("R249")
def test_the_body_of_a_malformed_event_is_not_logged(
    bench: Bench, run_engine: sa.Engine, capfd: pytest.CaptureFixture[str]
) -> None:
    bench.publish(b'{"ssn": "canary-765-43-2108"')
    with bench.ingesting(run_engine):
        eventually(lambda: bench.waiting(bench.queue + ".dead") == 1)
    captured = capfd.readouterr()
    assert "event_dead_lettered" in captured.out + captured.err
    assert "canary" not in captured.out + captured.err


@pytest.mark.req("R254")
def test_events_are_held_while_the_database_is_away_and_spend_no_attempt(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    away = AwayAtFirst(run_engine, failures=3)
    with bench.ingesting(away) as ingest:
        eventually(lambda: ingest.consuming)
        bench.publish(event_about(subject), event_about(subject))
        eventually(lambda: away.refused == 3 and len(rows_of(subject)) == 2, within=20)
    assert bench.waiting() == 0
    assert bench.dead() == []


def test_stopping_while_the_database_is_away_gives_the_events_back(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    away = AwayAtFirst(run_engine, failures=10**6)
    with bench.ingesting(away):
        bench.publish(event_about(subject), event_about(subject))
        eventually(lambda: away.refused > 0)
    eventually(lambda: bench.waiting() == 2)
    with bench.ingesting(run_engine):
        eventually(lambda: len(rows_of(subject)) == 2)


@pytest.mark.req("R254")
def test_an_event_that_the_database_refuses_does_not_hold_up_its_batch(
    bench: Bench,
    run_engine: sa.Engine,
    event_about: EventAbout,
    rows_of: RowsOf,
    subject: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from audit import ingest as module

    events = [event_about(subject) for _ in range(7)]
    poison = events[3]["id"]
    real = module.store

    def store(connection: Any, keys: Any, told: Any, now: datetime) -> int:
        added = real(connection, keys, told, now)
        if any(str(one.event.id) == poison for one in told):
            connection.execute(sa.text("select 1/0"))
        return added

    monkeypatch.setattr(module, "store", store)
    bench.publish(*events)
    with bench.ingesting(run_engine):
        eventually(lambda: len(rows_of(subject)) == 6)
        eventually(lambda: bench.waiting(bench.queue + ".dead") == 1)
    assert [orjson.loads(body)["id"] for body in bench.dead()] == [poison]
    assert bench.waiting() == 0
    assert [row.number for row in rows_of(subject)] == list(range(1, 7))


@pytest.mark.req("R254")
def test_a_second_consumer_stands_by_and_takes_over(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    with bench.ingesting(run_engine) as second:
        with bench.ingesting(run_engine) as first:
            eventually(lambda: first.consuming and second.consuming)
            bench.publish(*(event_about(subject) for _ in range(20)))
            eventually(lambda: len(rows_of(subject)) == 20)
        bench.publish(*(event_about(subject) for _ in range(20)))
        eventually(lambda: len(rows_of(subject)) == 40)
    assert [row.number for row in rows_of(subject)] == list(range(1, 41))


def test_a_consumer_that_the_broker_cancels_comes_back(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    with bench.ingesting(run_engine) as ingest:
        eventually(lambda: ingest.consuming)
        bench.channel.queue_delete(bench.queue)
        eventually(lambda: not ingest.consuming)
        bench.declare()
        bench.publish(event_about(subject))
        eventually(lambda: rows_of(subject))


def test_the_user_that_the_broker_vouches_for_is_stored(
    bench: Bench, run_engine: sa.Engine, event_about: EventAbout, rows_of: RowsOf, subject: str
) -> None:
    user = pika.URLParameters(bench.url).credentials.username
    properties = pika.BasicProperties(delivery_mode=2, user_id=user)
    bench.channel.basic_publish("", bench.queue, orjson.dumps(event_about(subject)), properties)
    with bench.ingesting(run_engine):
        eventually(lambda: rows_of(subject))
    assert rows_of(subject)[0].producer == user
    assert rows_of(subject)[0].recorded_at <= datetime.now(UTC)
