"""The RPC face of an operation: nameko's wire protocol, without its costly and fragile parts.

Differences from the stock entrypoint, each measured or reproduced: the reply is sent transient and unconfirmed on
the channel that brought the request, not through a pool of confirming producers; queues are never declared
here, because a declaration with other arguments loops; a request that lacks `reply_to` or `content_type` harms
nobody; on a stop the connection stays open until the answers under way are sent.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from amqp import spec
from amqp.basic_message import Message
from amqp.exceptions import AMQPError
from kombu import Exchange, Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.messaging import QueueConsumer
from nameko.rpc import Rpc, RpcConsumer

from homefire import telemetry
from homefire.declared import Operation
from homefire.errors import Malformed, NotFound, Problem, TooLarge
from homefire.outcome import Answer, Failure, as_problem
from homefire.rights import RPC_EXCHANGE, is_reply_key, rpc_queue

log = telemetry.logger("homefire.rpc")
DRAIN_SECONDS = 10.0
_BROKEN = (AMQPError, OSError, AttributeError)
"""What a channel that is gone raises; the broker then gives the message to somebody else."""


class DrainingQueueConsumer(QueueConsumer):
    """A queue consumer that finishes what it has begun before its connection closes."""

    def __init__(self) -> None:
        super().__init__()
        self.outstanding = 0
        self.connected = False
        self._drain_until: float | None = None

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        """One consumer per provider; a message that cannot be decoded reaches the provider's `refuse`."""
        self.outstanding = 0
        for provider in self._providers:
            consumer = consumer_cls(
                queues=[provider.queue],
                callbacks=[partial(self.handle_message, provider)],
                accept=self.accept,
                on_decode_error=partial(self._refuse, provider),
            )
            consumer.qos(prefetch_count=self.prefetch_count)
            self._consumers[provider] = consumer
        return self._consumers.values()

    def handle_message(self, provider: Any, body: Any, message: Any) -> None:
        """Begins the work in this greenlet, or in one of its own when it has to wait for its turn."""
        self.outstanding += 1
        if self.can_begin():
            provider.handle_message(body, message)
        else:
            self.container.spawn_managed_thread(partial(provider.handle_message, body, message))

    def can_begin(self) -> bool:
        """Whether a worker is free."""
        return bool(self.container._worker_pool.free() > 0)

    def _refuse(self, provider: Any, message: Any, error: Exception) -> None:
        self.outstanding += 1
        provider.refuse(message)

    def settle(self, message: Any, *, accept: bool, requeue: bool = False) -> bool:
        """Acknowledges or rejects once; false when the channel is gone or the message was settled before."""
        self.outstanding -= 1
        try:
            if message.acknowledged or message.channel.connection is None:
                return False
            if accept:
                message.ack()
            else:
                message.reject(requeue=requeue)
        except _BROKEN:
            return False
        return True

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        """Remembers that the broker serves us, for `/readyz`."""
        self.connected = True
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    def on_consume_end(self, connection: Any, channel: Any) -> None:
        """Remembers that it does not."""
        self.connected = False

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        """The broker cannot be reached; kombu tries again."""
        self.connected = False
        log.warning("broker_unreachable", error=telemetry.describe(exc), retry_in=interval)

    def on_iteration(self) -> None:
        """Stops once nothing is consumed any more and nothing is under way, or the deadline has passed."""
        self._cancel_consumers_if_requested()
        if self._consumers:
            return
        if self._drain_until is None:
            self._drain_until = time.monotonic() + DRAIN_SECONDS
        if self.outstanding <= 0 or time.monotonic() > self._drain_until:
            self.should_stop = True


class RpcQueueConsumer(DrainingQueueConsumer):
    """The connection that requests come on. Events have another, so that a broker alarm stops only those."""


class OperationConsumer(RpcConsumer):
    """Takes requests from `rpc-<service>` and gives each to its operation."""

    queue_consumer = RpcQueueConsumer()
    queue: Queue | None

    def setup(self) -> None:
        """The queue, its bindings and its arguments come from the broker's definitions."""
        if self.queue is None:
            exchange = Exchange(RPC_EXCHANGE, type="topic", no_declare=True)
            self.queue = Queue(rpc_queue(self.container.service_name), exchange=exchange, no_declare=True)
            self.queue_consumer.register_provider(self)
            self._registered = True

    def get_provider_for_method(self, routing_key: str) -> Any:
        """The operation that a routing key names; raises `NotFound`."""
        method = routing_key.partition(".")[2]
        for provider in self._providers:
            if provider.method_name == method:
                return provider
        raise NotFound(f"There is no operation {routing_key}.", code="unknown_operation")

    def handle_message(self, body: Any, message: Any) -> None:
        """Starts the operation, or answers at once why not. Nothing that arrives may raise here."""
        try:
            self.get_provider_for_method(message.delivery_info["routing_key"]).handle_message(body, message)
        except Exception as error:
            self.reply(message, Failure(as_problem(error)))

    def refuse(self, message: Any) -> None:
        """A body that cannot be decoded: says so if there is anybody to tell."""
        self.reply(message, Failure(Malformed("The request's body is not JSON, or does not say that it is.")))

    def reply(self, message: Any, outcome: Answer | Failure) -> None:
        """Sends the answer on the channel of the request, then acknowledges the request.

        `send_method` and not `basic_publish`: the latter drains events in the middle of a large frame and
        spins for ever. A reply key that no client of ours would choose is not answered, since the broker closes
        the channel of whoever publishes where it may not.
        """
        reply_to = message.properties.get("reply_to")
        try:
            if reply_to and is_reply_key(reply_to) and message.channel.connection is not None:
                self._send(message, reply_to, outcome)
        except _BROKEN:
            log.warning("reply_undeliverable", reason="connection lost")
        self.queue_consumer.settle(message, accept=True)

    @staticmethod
    def _send(message: Any, reply_to: str, outcome: Answer | Failure) -> None:
        answer = Message(
            outcome.to_rpc(),
            content_type="application/json",
            content_encoding="utf-8",
            correlation_id=message.properties.get("correlation_id"),
            delivery_mode=1,
        )
        message.channel.send_method(
            spec.Basic.Publish, "Bssbb", (0, RPC_EXCHANGE, reply_to, False, False), answer
        )


class RpcOperation(Rpc):
    """Entrypoint: one operation, called by RPC."""

    rpc_consumer = OperationConsumer()

    def __init__(self, operation: Operation, **kwargs: Any) -> None:
        self.operation = operation
        super().__init__(**kwargs)

    def handle_message(self, body: Any, message: Any) -> None:
        """Begins the call; raises a problem when the request is not one."""
        if not message.properties.get("reply_to"):
            log.warning("request_without_reply_to")
            self.rpc_consumer.queue_consumer.settle(message, accept=True)
            return
        if len(message.body) > self.operation.max_body:
            raise TooLarge(f"Send at most {self.operation.max_body} bytes.")
        try:
            args, kwargs = body["args"], body["kwargs"]
        except (TypeError, KeyError):
            raise Malformed("A request has `args` and `kwargs`.") from None
        if not isinstance(args, list) or not isinstance(kwargs, dict):
            raise Malformed("A request has a list `args` and an object `kwargs`.")
        context = self.unpack_message_headers(message) if message.headers else {}
        context["call_key"] = message.properties.get("correlation_id")
        try:
            self.container.spawn_worker(
                self, args, kwargs, context_data=context, handle_result=partial(self._finish, message)
            )
        except ContainerBeingKilled:
            self.rpc_consumer.queue_consumer.settle(message, accept=False, requeue=True)

    def _finish(self, message: Any, worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        outcome = result if exc_info is None else Failure(as_problem(exc_info[1]))
        self.rpc_consumer.reply(message, outcome)
        return None, None


def register_problems() -> None:
    """Lets stock nameko callers that have this library get problems back as their own classes."""
    from nameko.exceptions import registry

    pending = [Problem]
    while pending:
        kind = pending.pop()
        registry[f"{kind.__module__}.{kind.__name__}"] = Problem.from_json
        pending.extend(kind.__subclasses__())


__all__ = ["DrainingQueueConsumer", "RpcOperation", "register_problems"]
