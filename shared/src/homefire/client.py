"""Calls services by nameko's RPC, without nameko: one pika connection, one reply queue, many callers.

For the gateway, the CLI and, inside the services, for calls to another service. Safe to share between
threads; after a fork the child connects anew. A stock proxy serves one thread and waits for a confirm per
request: measured, a third of the calls per second.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import pika

from homefire import telemetry
from homefire.errors import Problem, TimedOut, Unavailable, Unexpected
from homefire.frames import Message, publish_all
from homefire.link import Link
from homefire.rights import RPC_EXCHANGE, reply_key, reply_queue

log = telemetry.logger("homefire.client")
_PROBLEMS = "homefire.errors."
_TRANSIENT = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One call of `service.method(*args, **kwargs)`. Arguments must be JSON values."""

    service: str
    method: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> bytes:
        """The request as nameko reads it; raises `TypeError` for an argument that is no JSON value."""
        return orjson.dumps({"args": list(self.args), "kwargs": dict(self.kwargs)})


def outcome_of(reply: bytes, service: str) -> Any:
    """The result in a reply, or the problem that it tells of.

    A failure that is no problem of ours becomes `Unexpected`: its text may carry anything, so it is dropped.
    """
    try:
        payload = orjson.loads(reply)
        error = payload["error"]
        if not error:
            return payload["result"]
        if error["exc_path"].startswith(_PROBLEMS):
            return Problem.from_json(error["exc_args"][0])
    except (AttributeError, LookupError, TypeError, ValueError):
        log.error("reply_unreadable", service=service)
    return Unexpected(service=service)


class _Batch:
    """Calls that go out together and share one deadline. Filled in by the link's thread."""

    __slots__ = ("abandoned", "calls", "deadline", "done", "headers", "outcomes", "remaining")

    def __init__(self, calls: Sequence[tuple[str, str, bytes]], headers: dict[str, str], deadline: float):
        self.calls = calls  # Correlation id, routing key, body.
        self.headers = headers
        self.deadline = deadline
        self.outcomes: list[bytes | type[Unavailable] | None] = [None] * len(calls)
        self.remaining = len(calls)
        self.done = threading.Event()
        self.abandoned = False

    def settle(self, index: int, outcome: bytes | type[Unavailable]) -> None:
        if self.outcomes[index] is None:
            self.outcomes[index] = outcome
            self.remaining -= 1
            if not self.remaining:
                self.done.set()

    def fail(self) -> None:
        for index in range(len(self.calls)):
            self.settle(index, Unavailable)


class _ReplySession:
    """The connection's side of the client. Every method runs in the link's thread, except `forget`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._channel: Any = None
        self._reply_to = ""
        self._pending: dict[str, tuple[_Batch, int]] = {}

    def opened(self, channel: Any, ready: Callable[[], None]) -> None:
        """Declares a reply queue that dies with the connection, and waits for answers on it."""
        own = str(uuid.uuid4())
        queue, key = reply_queue(self._name, own), reply_key(self._name, own)

        def declared(_: Any) -> None:
            channel.queue_bind(queue, RPC_EXCHANGE, key, callback=bound)

        def bound(_: Any) -> None:
            channel.basic_consume(
                queue, self._answered, auto_ack=True, exclusive=True, callback=lambda _: ready()
            )

        self._channel, self._reply_to = channel, key
        channel.add_on_return_callback(self._returned)
        channel.queue_declare(queue, exclusive=True, auto_delete=True, callback=declared)

    def send(self, batches: list[_Batch]) -> None:
        """Publishes batches with one write."""
        publish_all(self._channel, [message for batch in batches for message in self._requests(batch)])
        for batch in batches:
            if batch.abandoned:  # The caller gave up meanwhile, and could not forget what was not pending.
                self.forget(batch)

    def _requests(self, batch: _Batch) -> Iterator[Message]:
        """A request that nobody can answer in time any more is not sent at all."""
        milliseconds = int((batch.deadline - time.monotonic()) * 1000)
        if batch.abandoned or milliseconds <= 0:
            return
        for index, (correlation_id, routing_key, body) in enumerate(batch.calls):
            self._pending[correlation_id] = (batch, index)
            properties = pika.BasicProperties(
                content_type="application/json",
                content_encoding="utf-8",
                headers=batch.headers,
                delivery_mode=_TRANSIENT,
                correlation_id=correlation_id,
                reply_to=self._reply_to,
                expiration=str(milliseconds),
            )
            yield Message(RPC_EXCHANGE, routing_key, properties, body)

    def lost(self, unsent: list[_Batch]) -> None:
        """Nobody will answer any more."""
        pending, self._pending = self._pending, {}
        for batch, index in pending.values():
            batch.settle(index, Unavailable)
        for batch in unsent:
            batch.fail()

    def forget(self, batch: _Batch) -> None:
        """Drops what a caller no longer waits for; its answers, when they come, are ignored."""
        for correlation_id, _, _ in batch.calls:
            self._pending.pop(correlation_id, None)

    def _answered(self, _channel: Any, _method: Any, properties: Any, body: bytes) -> None:
        self._settle(properties.correlation_id, body)

    def _returned(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        """The request's routing key leads nowhere: the broker knows no such service."""
        self._settle(properties.correlation_id, Unavailable)

    def _settle(self, correlation_id: str, outcome: bytes | type[Unavailable]) -> None:
        found = self._pending.pop(correlation_id, None)
        if found is not None:
            batch, index = found
            batch.settle(index, outcome)


class _Wire:
    """What belongs to one process: the link, its session, and the numbering of calls."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self.session = _ReplySession(name)
        self.link: Link[_Batch] = Link(amqp_url, f"{name} rpc", self.session)
        self._prefix, self._numbers = uuid.uuid4().hex, itertools.count(1)
        self.link.start()

    def correlation_id(self) -> str:
        return f"{self._prefix}-{next(self._numbers)}"


class RpcClient:
    """Calls services; connects at the first call and again whenever the connection is lost.

    `name` is the broker's user. Every call has a deadline in seconds, which also expires the request on the
    bus. A service that the broker does not know, or a broker that cannot be reached, is told at once as
    `Unavailable`.
    """

    def __init__(self, amqp_url: str, name: str) -> None:
        self._amqp_url = amqp_url
        self._name = name
        self._closed = False
        self._lock = threading.Lock()
        self._wire: _Wire | None = None
        _clients.add(self)

    def call(
        self,
        service: str,
        method: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        correlation_id: str | None = None,
        traceparent: str | None = None,
        timeout: float = 5.0,
    ) -> Any:
        """The result of one call; raises the service's `Problem`, or `Unavailable`, or `TimedOut`."""
        [outcome] = self.call_many(
            [Call(service, method, args, kwargs or {})],
            token=token,
            correlation_id=correlation_id,
            traceparent=traceparent,
            timeout=timeout,
        )
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    def call_many(
        self,
        calls: Sequence[Call],
        *,
        token: str | None = None,
        correlation_id: str | None = None,
        traceparent: str | None = None,
        timeout: float = 5.0,
    ) -> list[Any]:
        """The results of several calls, asked at once, in their order; a failed one gives its `Problem`."""
        if not calls:
            return []
        context = {
            "nameko.auth_token": token,
            "nameko.correlation_id": correlation_id,
            "nameko.traceparent": traceparent,
        }
        headers = {key: value for key, value in context.items() if value}
        wire = self._connected()
        requests = [(wire.correlation_id(), f"{call.service}.{call.method}", call.body()) for call in calls]
        batch = _Batch(requests, headers, time.monotonic() + timeout)
        if not wire.link.submit(batch):
            batch.fail()
        elif not batch.done.wait(timeout):
            batch.abandoned = True
            wire.session.forget(batch)
        return [_outcome(call, raw) for call, raw in zip(calls, batch.outcomes, strict=True)]

    def connect(self) -> None:
        """Begins to connect, so that the first call need not wait for it; returns at once."""
        self._connected()

    def is_ready(self) -> bool:
        """Whether the broker takes calls now."""
        return self._wire is not None and self._wire.link.is_ready

    def close(self) -> None:
        """Ends the connection. Calls under way end as `Unavailable`, and so does every later one."""
        with self._lock:
            self._closed = True
            wire = self._wire
        if wire is not None:
            wire.link.close()

    def _connected(self) -> _Wire:
        wire = self._wire
        if wire is not None:
            return wire
        with self._lock:
            if self._closed:
                raise Unavailable()
            if self._wire is None:
                self._wire = _Wire(self._amqp_url, self._name)
            return self._wire

    def _after_fork(self) -> None:
        """A child has none of its parent's threads, and must not write on its socket."""
        self._lock = threading.Lock()
        self._wire = None


def _outcome(call: Call, raw: bytes | type[Unavailable] | None) -> Any:
    if raw is None:
        return TimedOut(service=call.service)
    if isinstance(raw, bytes):
        return outcome_of(raw, call.service)
    return raw(service=call.service)


_clients: weakref.WeakSet[RpcClient] = weakref.WeakSet()


def _renew_clients() -> None:
    for client in list(_clients):
        client._after_fork()


os.register_at_fork(after_in_child=_renew_clients)
