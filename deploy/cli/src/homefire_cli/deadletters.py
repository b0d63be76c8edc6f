"""Events that a service could not handle: listing, sending back and dropping them.

A dead-letter queue is `<queue>.dead`. What is shown of an event is its id, its type and how it died, never
its body, which may hold somebody's data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingChannel

from homefire.topology import Topology
from homefire_cli.errors import CannotRun
from homefire_cli.readiness import wait_until

_SHOWN = 20
_UNREADABLE = "unreadable"
_EVENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EVENT_TYPE = re.compile(r"[a-z]+(_[a-z]+)*")
_BROKERS_OWN = ("x-death", "x-first-death-", "x-last-death-", "x-delivery-count")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One dead event. `reason` is the broker's word (`rejected`, `delivery_limit`), `attempts` its count."""

    event_id: str
    event_type: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class DeadQueue:
    """A queue with dead-lettered events, and the first of them."""

    queue: str
    count: int
    first: list[DeadLetter]


def list_dead(url: str, topology: Topology) -> list[DeadQueue]:
    """Every event queue with what lies dead beside it."""
    with _channel(url) as channel:
        return [_look_into(channel, queue) for queue in _queues(topology)]


def replay(url: str, topology: Topology, queue: str | None = None) -> dict[str, int]:
    """Puts dead events back on their queues, each confirmed before it leaves the dead-letter queue.

    Returns how many by queue. An event that fails again comes back here.
    """
    with _channel(url) as channel:
        channel.confirm_delivery()
        return {name: _replay(channel, name) for name in _chosen(topology, queue)}


def drop(url: str, topology: Topology, queue: str | None = None) -> dict[str, int]:
    """Removes dead events for good; returns how many by queue."""
    with _channel(url) as channel:
        return {name: _purge(channel, name) for name in _chosen(topology, queue)}


def _look_into(channel: BlockingChannel, queue: str) -> DeadQueue:
    dead = f"{queue}.dead"
    count = _count(channel, dead)
    first, tags = [], []
    for _ in range(min(count, _SHOWN)):
        method, properties, body = channel.basic_get(dead)
        if method is None:
            break
        tags.append(method.delivery_tag)
        first.append(_describe(properties, body))
    if tags:
        # Only now: a message given back at once would be the next one fetched.
        channel.basic_nack(tags[-1], multiple=True, requeue=True)
        # A quorum queue takes a moment to take them back; whoever replays next must find them.
        wait_until(lambda: _count(channel, dead) >= count, 5)
    return DeadQueue(queue, count, first)


def _replay(channel: BlockingChannel, queue: str) -> int:
    dead = f"{queue}.dead"
    # What dies again during the replay is not taken a second time.
    count = _count(channel, dead)
    for sent in range(count):
        method, properties, body = channel.basic_get(dead)
        if method is None:
            return sent
        headers = (properties.headers or {}).items()
        properties.headers = {name: value for name, value in headers if not name.startswith(_BROKERS_OWN)}
        try:
            channel.basic_publish("", queue, body, properties, mandatory=True)
        except (pika.exceptions.UnroutableError, pika.exceptions.NackError) as error:
            channel.basic_nack(method.delivery_tag, requeue=True)
            raise CannotRun(f"The broker did not take an event back into {queue}: try again.") from error
        channel.basic_ack(method.delivery_tag)
    return count


def _count(channel: BlockingChannel, queue: str) -> int:
    return int(channel.queue_declare(queue, passive=True).method.message_count)


def _purge(channel: BlockingChannel, queue: str) -> int:
    return channel.queue_purge(f"{queue}.dead").method.message_count


def _describe(properties: pika.BasicProperties, body: bytes) -> DeadLetter:
    headers = properties.headers or {}
    deaths: list[dict[str, Any]] = headers.get("x-death") or []
    try:
        event = json.loads(body)
        event_id, event_type = str(event["id"]), str(event["type"])
    except (ValueError, KeyError, TypeError):
        event_id = event_type = _UNREADABLE
    if not (_EVENT_ID.fullmatch(event_id) and _EVENT_TYPE.fullmatch(event_type)):
        # What lies at those places of a malformed body could be anything, so it is not shown.
        event_id = event_type = _UNREADABLE
    return DeadLetter(
        event_id,
        event_type,
        str(deaths[0].get("reason", "")) if deaths else str(headers.get("x-first-death-reason", "")),
        sum(int(death.get("count", 1)) for death in deaths),
    )


def _queues(topology: Topology) -> list[str]:
    return [consumption.queue for consumption in topology.consumptions()]


def _chosen(topology: Topology, queue: str | None) -> list[str]:
    queues = _queues(topology)
    if queue is None:
        return queues
    name = queue.removesuffix(".dead")
    if name not in queues:
        raise CannotRun(f"There is no queue {queue}. Queues are: {', '.join(queues)}.")
    return [name]


@contextmanager
def _channel(url: str) -> Iterator[BlockingChannel]:
    try:
        connection = pika.BlockingConnection(pika.URLParameters(url))
    except (pika.exceptions.AMQPError, OSError) as error:
        raise CannotRun("The broker does not answer: start the suite with ./homefire up.") from error
    try:
        yield connection.channel()
    except pika.exceptions.AMQPError as error:
        raise CannotRun(f"The broker refused: {error}.") from error
    finally:
        if connection.is_open:
            connection.close()
