"""Events in: a handler's effect and the fact that it ran commit together, so a second delivery has none.

Stock nameko acknowledges a message whose handler raised, and the event is lost. Here a failure holds the message
and gives it back after a growing delay, up to the queue's delivery limit; what can never succeed goes to the
dead letters at once; while the database is away nothing is given back, since each return spends an attempt.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import eventlet
from eventlet.semaphore import Semaphore
from kombu import Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from homefire import telemetry
from homefire.edge import DatabaseAway
from homefire.errors import Conflict, Problem, Unavailable, Unexpected
from homefire.events import Event, MalformedEvent
from homefire.rpc import DrainingQueueConsumer

if TYPE_CHECKING:
    from homefire.operations import Service

log = telemetry.logger("homefire.inbox")
FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
_MAY_PASS = (Unavailable, Conflict, Unexpected)
"""Problems that a later attempt may not meet again. Any other problem is final."""


@dataclass(frozen=True)
class Handler:
    """What was declared of one handler."""

    name: str
    source: str
    types: tuple[str, ...]
    historic: bool
    outside: bool
    function: Callable[..., Any]

    def queue(self, service: str) -> str:
        """The queue that the broker's definitions bind for it."""
        return f"{service}.{self.name}"


class ForgedEvent(Exception):
    """An event that did not come from the system outside that it should come from. It can never be believed."""


def vouched(declared: Handler, event: Event, user: str | None) -> Event:
    """The event as far as its sender can be believed; `user` is the broker's user that published it.

    A service is believed in whom it names as the one who acted. A system outside speaks for itself alone and
    of the present; raises `ForgedEvent` for what somebody else has published in its place.
    """
    if not declared.outside:
        return event
    source = declared.source
    if event.service != source or user != source:
        raise ForgedEvent(f"not published by {source}")
    return replace(event, actor_id=source, actor_name=source.upper(), actor_kind="system", historic=False)


def retry_delay(deliveries: int) -> float:
    """Seconds to hold a message that failed, after it was given back `deliveries` times before."""
    return float(min(FIRST_DELAY * 2 ** min(deliveries, 20), LONGEST_DELAY))


class EventQueueConsumer(DrainingQueueConsumer):
    """The connection that events come on.

    Prefetch is far above the number of workers, so that messages held for a retry block nobody. At most half of the
    workers handle events at a time: a service that has missed thousands answers requests while it catches up.
    """

    def setup(self) -> None:
        """Sets how many events may be handled at a time."""
        super().setup()
        self.turns = Semaphore(max(1, self.container.max_workers // 2))

    @property
    def prefetch_count(self) -> int:
        """Messages the broker may hand out before they are settled."""
        return 200

    def can_begin(self) -> bool:
        """Whether a worker is free, and is one of those for events."""
        return bool(self.turns.balance > 0) and super().can_begin()


class EventHandler(Entrypoint):
    """Entrypoint: one handler of events on a quorum queue."""

    queue_consumer = EventQueueConsumer()

    def __init__(self, declared: Handler, **kwargs: Any) -> None:
        self.declared = declared
        super().__init__(**kwargs)

    def setup(self) -> None:
        """The queue comes from the broker's definitions: another declaration here would loop."""
        self.queue = Queue(self.declared.queue(self.container.service_name), no_declare=True)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        """Takes no more events."""
        self.queue_consumer.unregister_provider(self)

    def refuse(self, message: Any) -> None:
        """A body that cannot be decoded can never succeed. It is not logged: who knows what it holds."""
        self._dead_letter(message, "undecodable")

    def handle_message(self, body: Any, message: Any) -> None:
        """Starts the handler for one event."""
        try:
            event = vouched(self.declared, Event.from_envelope(body), message.properties.get("user_id"))
        except MalformedEvent:
            self._dead_letter(message, "malformed")
            return
        except ForgedEvent:
            self._dead_letter(message, "forged")
            return
        self._begin(event, message)

    def _begin(self, event: Event, message: Any) -> None:
        self.queue_consumer.turns.acquire()
        try:
            self.container.spawn_worker(
                self, (event,), {}, context_data={}, handle_result=partial(self._finish, event, message)
            )
        except ContainerBeingKilled:
            self.queue_consumer.turns.release()
            self.queue_consumer.settle(message, accept=False, requeue=True)

    def _finish(
        self, event: Event, message: Any, worker_ctx: Any, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        self.queue_consumer.turns.release()
        error: BaseException | None = result if exc_info is None else exc_info[1]
        if error is None:
            self.queue_consumer.settle(message, accept=True)
            telemetry.events_handled.labels(self.declared.name, "ok").inc()
        elif isinstance(error, DatabaseAway):
            eventlet.spawn(self._wait_for_database, event, message)
        elif isinstance(error, Problem) and not isinstance(error, _MAY_PASS):
            self._dead_letter(message, error.code)
        else:
            self._retry_later(event, message, error)
        return None, None

    def _retry_later(self, event: Event, message: Any, error: BaseException) -> None:
        deliveries = int((message.headers or {}).get("x-delivery-count", 0))
        delay = retry_delay(deliveries)
        telemetry.events_handled.labels(self.declared.name, "retried").inc()
        log.warning(
            "event_failed",
            handler=self.declared.name,
            event_id=str(event.id),
            deliveries=deliveries,
            retry_in=delay,
            error=telemetry.describe(error),
        )
        eventlet.spawn_after(delay, self.queue_consumer.settle, message, accept=False, requeue=True)

    def _wait_for_database(self, event: Event, message: Any) -> None:
        """Holds the event until the database answers, then handles it: this spends no attempt."""
        database = self.container.config["edge"].database
        while message.channel.connection is not None and not database.is_answering():
            eventlet.sleep(1.0)
        if message.channel.connection is not None:
            self._begin(event, message)
        else:
            self.queue_consumer.settle(message, accept=False, requeue=True)

    def _dead_letter(self, message: Any, reason: str) -> None:
        telemetry.events_handled.labels(self.declared.name, "dead_lettered").inc()
        log.error("event_dead_lettered", handler=self.declared.name, reason=reason)
        self.queue_consumer.settle(message, accept=False, requeue=False)


def handler(
    source: str, *types: str, historic: bool = False, outside: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares a handler of another service's events: `def method(self, work, event)`.

    Each handler has the queue `<service>.<method>`. Imported history is passed over unless `historic` is set:
    no service reacts to what happened years ago, but a projection must know of it. `outside` says that the
    source is no service but a system outside, which can name nobody else as the one who acted.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        declared = Handler(function.__name__, source, types, historic, outside, function)

        @functools.wraps(function)
        def edge_method(self: Service, event: Event) -> BaseException | None:
            if event.historic and not historic:
                return None
            try:
                self.edge.handle(declared.name, function, self, event)
            except Exception as error:  # Returned, not raised: nameko would log it with its text.
                return error
            return None

        edge_method.handler = declared  # type: ignore[attr-defined]  # The function carries its declaration.
        result: Callable[..., Any] = EventHandler.decorator(declared)(edge_method)
        return result

    return declare


def handlers_of(service: type[Service]) -> list[Handler]:
    """Every handler a service declares."""
    members = (member for base in service.__mro__ for member in vars(base).values())
    found = {member.handler.name: member.handler for member in members if hasattr(member, "handler")}
    return sorted(found.values(), key=lambda declared: declared.name)
