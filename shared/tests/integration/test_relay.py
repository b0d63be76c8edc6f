"""The outbox relay: whatever was committed arrives, numbered without gaps, in order, whoever dies when."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.relay import Relay
from homefire.testing.suite import eventually

RELAY_PROCESS = """
import os, sys
os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
import eventlet
eventlet.monkey_patch()
import sqlalchemy as sa
from homefire.relay import Relay
relay = Relay(sa.create_engine(sys.argv[1]), sys.argv[2], sys.argv[3])
eventlet.spawn(relay.run)
while True:
    eventlet.sleep(0.1)
"""


@pytest.fixture
def start_relay(outbox: Any, receiver: Any, amqp_url: str) -> Iterator[Callable[..., Relay]]:
    """Starts relays in threads; all are stopped in the end."""
    started: list[Relay] = []

    def start(url: str = amqp_url, **options: Any) -> Relay:
        relay = Relay(outbox.engine, url, receiver.service, **options)
        threading.Thread(target=relay.run, daemon=True).start()
        started.append(relay)
        return relay

    yield start
    for relay in started:
        relay.stop()


def relay_process(outbox: Any, receiver: Any, amqp_url: str, fault: str = "") -> subprocess.Popen[bytes]:
    """A relay as a service runs it: a green thread in a patched process."""
    url = outbox.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RELAY_PROCESS, url, amqp_url, receiver.service],
        env={**os.environ, "HOMEFIRE_FAULT_POINT": fault},
    )


def test_events_arrive_once_in_order_while_transactions_commit_out_of_order(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    """Eight writers overtake a transaction that took its positions first and commits last (scorecard 9)."""
    relay = start_relay()
    slow = outbox.engine.connect()
    expected = outbox.add_within(slow, 50, aggregate="thing/slow")

    def write(number: int) -> None:
        for sequence in range(1, 101):
            expected.extend(outbox.add(1, aggregate=f"thing/{number}", first=sequence))
            relay.wake()

    writers = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    eventually(lambda: receiver.count() == 800)
    slow.commit()
    slow.close()
    relay.wake()
    eventually(lambda: outbox.unsent() == 0)

    arrived = receiver.take_all()
    assert sorted(event["id"] for event in arrived) == sorted(expected)
    assert [event["pubseq"] for event in arrived] == list(range(1, 851))
    for aggregate in {event["aggregate"] for event in arrived}:
        sequences = [event["sequence"] for event in arrived if event["aggregate"] == aggregate]
        assert sequences == sorted(sequences)


def test_message_carries_what_consumers_need(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay], amqp_url: str
) -> None:
    [identifier] = outbox.add(1)
    start_relay()
    eventually(receiver.count)
    [(properties, body)] = receiver.take_messages()
    assert (body["id"], body["pubseq"]) == (identifier, 1)
    assert properties.message_id == identifier
    assert properties.content_type == "application/json"
    assert properties.delivery_mode == 2
    assert properties.type == "thing_happened"
    assert properties.user_id == sa.make_url(amqp_url).username


def test_one_of_two_relays_publishes_and_the_other_takes_over(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    first = start_relay()
    eventually(first.healthy)
    second = start_relay()
    eventually(second.healthy)
    outbox.add(100)
    eventually(lambda: receiver.count() == 100)
    assert second.last_published_at is None
    first.stop()
    outbox.add(100, aggregate="thing/2")
    eventually(lambda: receiver.count() == 200)
    eventually(lambda: second.last_published_at is not None)
    assert [event["pubseq"] for event in receiver.take_all()] == list(range(1, 201))


@pytest.mark.parametrize(
    "point", ["relay.before_publish", "relay.after_publish", "relay.after_confirm", "relay.after_mark"]
)
def test_killed_relay_loses_nothing_and_keeps_its_numbers(
    outbox: Any, receiver: Any, amqp_url: str, point: str
) -> None:
    """Scorecard 2: at each named point, also in the second batch, the process ends as if by kill -9."""
    expected = outbox.add(700)
    for fault in (point, f"{point}:2"):
        died = relay_process(outbox, receiver, amqp_url, fault)
        assert died.wait(30) == 137
        expected += outbox.add(700, aggregate=f"thing/{fault}")
    numbered = {identifier: number for identifier, number in outbox.numbers().items() if number}
    running = relay_process(outbox, receiver, amqp_url)
    eventually(lambda: outbox.unsent() == 0, within=30)
    running.kill()
    running.wait()

    numbers = outbox.numbers()
    assert sorted(numbers.values()) == list(range(1, len(expected) + 1))
    assert numbered.items() <= numbers.items()
    arrived = receiver.take_all()
    assert {event["id"] for event in arrived} == set(expected)
    assert all(event["pubseq"] == numbers[event["id"]] for event in arrived)
    first_time = list(dict.fromkeys(event["pubseq"] for event in arrived))
    assert first_time == sorted(first_time)


def test_event_that_no_queue_takes_stays_until_one_does(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    receiver.unbind()
    outbox.add(3)
    start_relay()
    time.sleep(1.5)
    assert outbox.unsent() == 3
    receiver.bind()
    eventually(lambda: outbox.unsent() == 0)
    assert [event["pubseq"] for event in receiver.take_all()] == [1, 2, 3]


def test_replay_publishes_the_same_events_under_the_same_numbers(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    outbox.add(10)
    relay = start_relay()
    eventually(lambda: outbox.unsent() == 0)
    before = receiver.take_all()
    assert relay.replay(3, 6) == 4
    eventually(lambda: outbox.unsent() == 0)
    assert receiver.take_all() == before[2:6]


def test_published_events_are_kept_for_ninety_days(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    outbox.add(3)
    outbox.scalar(
        "WITH aged AS (UPDATE outbox SET pub_seq = position, published_at = now() - CASE position"
        " WHEN 1 THEN interval '91 days' WHEN 2 THEN interval '89 days' END RETURNING 1)"
        " UPDATE relay_state SET next_seq = 4 RETURNING 1"
    )
    start_relay()
    eventually(lambda: sorted(outbox.numbers().values()) == [2, 3])
    eventually(lambda: outbox.unsent() == 0)


def test_relay_recovers_from_a_lost_database_connection(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    relay = start_relay()
    outbox.add(5)
    eventually(lambda: receiver.count() == 5)
    outbox.scalar(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    outbox.add(5, aggregate="thing/2")
    eventually(lambda: receiver.count() == 10)
    eventually(relay.healthy)


def test_relay_without_a_broker_is_unhealthy_and_numbers_nothing(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    relay = start_relay("amqp://nobody:nothing@127.0.0.1:1/homefire")
    outbox.add(5)
    time.sleep(1)
    assert not relay.healthy()
    assert set(outbox.numbers().values()) == {None}


def test_stop_publishes_what_was_just_committed(
    outbox: Any, receiver: Any, start_relay: Callable[..., Relay]
) -> None:
    relay = start_relay()
    eventually(relay.healthy)
    outbox.add(20)
    relay.stop()
    assert outbox.unsent() == 0
    assert not relay.healthy()
    assert receiver.count() == 20
