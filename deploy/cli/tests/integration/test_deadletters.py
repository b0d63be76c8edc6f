"""`deadletters`: what lies dead is shown without its content, sent back unchanged, or dropped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pika
import pytest
from pika.adapters.blocking_connection import BlockingChannel

from homefire.bus import DEAD_EXCHANGE
from homefire.testing.suite import Suite
from homefire.topology import Topology
from homefire_cli import deadletters
from homefire_cli.errors import CannotRun

QUEUE = "documents.remember_customer"
SECRET = "HOLSCHEIN"
ID = "01a20528-e65f-7d4e-a915-be3947c2711e"
EVENT = {"id": ID, "type": "customer_updated", "data": {"last_name": SECRET}}


@pytest.fixture
def channel(suite: Suite) -> Iterator[BlockingChannel]:
    suite.servers()
    suite.stack.stop("documents")
    with pika.BlockingConnection(pika.URLParameters(suite.stack.admin_amqp_url)) as connection:
        opened = connection.channel()
        opened.confirm_delivery()
        for queue in (QUEUE, f"{QUEUE}.dead"):
            opened.queue_purge(queue)
        yield opened
        for queue in (QUEUE, f"{QUEUE}.dead"):
            opened.queue_purge(queue)


def bury(channel: BlockingChannel, body: bytes, **properties: Any) -> None:
    channel.basic_publish(
        DEAD_EXCHANGE,
        QUEUE,
        body,
        pika.BasicProperties(content_type="application/json", delivery_mode=2, **properties),
    )


def found(suite: Suite) -> deadletters.DeadQueue:
    listed = deadletters.list_dead(suite.stack.admin_amqp_url, Topology.load())
    return next(queue for queue in listed if queue.queue == QUEUE)


def test_listing_shows_id_and_type_and_never_content(suite: Suite, channel: BlockingChannel) -> None:
    bury(channel, json.dumps(EVENT).encode())
    bury(channel, f"not JSON: {SECRET}".encode())
    bury(channel, json.dumps({**EVENT, "id": SECRET}).encode())
    listed = found(suite)
    assert listed.count == 3
    assert [letter.event_id for letter in listed.first] == [ID, "unreadable", "unreadable"]
    assert SECRET not in repr(listed)


def test_listing_takes_nothing_away(suite: Suite, channel: BlockingChannel) -> None:
    bury(channel, json.dumps(EVENT).encode())
    assert found(suite) == found(suite)


def test_replaying_sends_an_event_back_as_it_was(suite: Suite, channel: BlockingChannel) -> None:
    bury(channel, json.dumps(EVENT).encode(), user_id="admin", headers={"kept": "yes"}, message_id="7")
    sent = deadletters.replay(suite.stack.admin_amqp_url, Topology.load(), QUEUE)
    assert sent == {QUEUE: 1}
    _, properties, body = channel.basic_get(QUEUE, auto_ack=True)
    assert json.loads(body) == EVENT
    assert properties.message_id == "7"
    assert {name for name in properties.headers if name != "x-delivery-count"} == {"kept"}
    assert found(suite).count == 0


def test_replaying_keeps_an_events_authenticated_producer(suite: Suite, channel: BlockingChannel) -> None:
    """The audit log believes the broker's word for who published: the administrator must not replace it."""
    bury(channel, json.dumps(EVENT).encode(), user_id="customers")
    deadletters.replay(suite.stack.admin_amqp_url, Topology.load(), QUEUE)
    _, properties, _ = channel.basic_get(QUEUE, auto_ack=True)
    assert properties.user_id == "customers"


def test_dropping_empties_the_queue_that_is_named(suite: Suite, channel: BlockingChannel) -> None:
    bury(channel, json.dumps(EVENT).encode())
    assert deadletters.drop(suite.stack.admin_amqp_url, Topology.load(), f"{QUEUE}.dead") == {QUEUE: 1}
    assert found(suite).count == 0
    assert channel.queue_declare(QUEUE, passive=True).method.message_count == 0


def test_an_unknown_queue_is_refused_with_those_there_are(suite: Suite, channel: BlockingChannel) -> None:
    with pytest.raises(CannotRun, match=r"no queue customers\.events.*audit\.notes"):
        deadletters.replay(suite.stack.admin_amqp_url, Topology.load(), "customers.events")


def test_a_broker_that_is_away_is_said_so(suite: Suite) -> None:
    with pytest.raises(CannotRun, match=r"\./homefire up"):
        deadletters.list_dead("amqp://nobody:x@127.0.0.1:1/homefire", Topology.load())
