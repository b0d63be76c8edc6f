"""One connection to the broker, kept open by a thread of its own.

pika's connection belongs to the thread that runs its loop; everybody else hands over items with `submit`.
The same code runs in plain threads (gateway, CLI) and in eventlet's (services, which patch `threading` and
`select` before this module is imported).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

import pika
from pika.adapters.select_connection import IOLoop

from homefire import telemetry

log = telemetry.logger("homefire.link")

HEARTBEAT_SECONDS = 30
SETUP_SECONDS = 10.0
FAREWELL_SECONDS = 2.0
FIRST_DELAY, LONGEST_DELAY = 0.1, 2.0

Item = TypeVar("Item")


class State(Enum):
    """Where a link stands. Items are kept while it connects and refused while it is down."""

    CONNECTING = "connecting"
    READY = "ready"
    DOWN = "down"
    CLOSED = "closed"


class Session(Protocol[Item]):
    """What is done on the connection. Every method runs in the link's thread."""

    def opened(self, channel: Any, ready: Callable[[], None]) -> None:
        """A new channel is open: declare and consume what is needed, then call `ready`."""

    def send(self, items: list[Item]) -> None:
        """Publishes items, in order."""

    def lost(self, unsent: list[Item]) -> None:
        """The connection is gone or was never made; `unsent` waited for it."""


class Link(Generic[Item]):
    """Connects, hands items to the session in order, and connects again after a loss, ever more slowly."""

    def __init__(self, amqp_url: str, name: str, session: Session[Item]) -> None:
        parameters = pika.URLParameters(amqp_url)
        parameters.heartbeat = HEARTBEAT_SECONDS
        parameters.socket_timeout = parameters.stack_timeout = SETUP_SECONDS
        parameters.client_properties = {"connection_name": name}
        self._parameters = parameters
        self._name = name
        self._session = session
        self._lock = threading.Lock()
        self._state = State.CONNECTING
        self._blocked = False
        self._was_ready = False
        self._scheduled = False
        self._waiting: deque[Item] = deque()
        self._loop: IOLoop | None = None
        self._connection: Any = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"link {name}", daemon=True)

    def start(self) -> None:
        """Begins to connect, in the link's thread."""
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether an item submitted now would be sent now."""
        return self._state is State.READY and not self._blocked

    @property
    def is_connected(self) -> bool:
        """Whether there is a working connection, even if the broker takes nothing now."""
        return self._state is State.READY

    @property
    def is_blocked(self) -> bool:
        """Whether the broker has said that it takes nothing (memory or disk alarm)."""
        return self._blocked

    def submit(self, item: Item) -> bool:
        """Has the item sent soon; false when there is no connection, or the broker takes nothing (alarm)."""
        with self._lock:
            if self._state is State.CONNECTING:
                self._waiting.append(item)
            elif self.is_ready:
                self._waiting.append(item)
                self._wake()
            else:
                return False
        return True

    def close(self, timeout: float = 5.0) -> None:
        """Closes the connection and ends the thread; items that wait are handed to `lost`."""
        with self._lock:
            self._closing.set()
            if self._loop is not None:
                self._loop.add_callback_threadsafe(self._close_connection)
        if self._thread.ident is not None:
            self._thread.join(timeout)

    def drop(self) -> None:
        """Closes the connection so that a new one is made: its peer is no longer to be trusted."""
        with self._lock:
            if self._loop is not None:
                self._loop.add_callback_threadsafe(self._close_connection)

    def _wake(self) -> None:
        """One wake-up of the loop serves all items that were submitted before it comes round."""
        if not self._scheduled and self._loop is not None:
            self._scheduled = True
            self._loop.add_callback_threadsafe(self._send_waiting)

    def _send_waiting(self) -> None:
        with self._lock:
            self._scheduled = False
            if self._state is not State.READY:
                return
            items, self._waiting = list(self._waiting), deque()
        self._session.send(items)

    def _run(self) -> None:
        delay = FIRST_DELAY
        while not self._closing.is_set():
            was_ready = self._serve_one_connection()
            delay = FIRST_DELAY if was_ready else min(delay * 2, LONGEST_DELAY)
            self._closing.wait(delay)
        with self._lock:
            self._state = State.CLOSED

    def _serve_one_connection(self) -> bool:
        """Runs until the connection is lost; true when it had been ready."""
        loop = IOLoop()
        with self._lock:
            self._state, self._blocked, self._scheduled = State.CONNECTING, False, False
            self._loop = loop
        try:
            self._connection = pika.SelectConnection(
                self._parameters,
                on_open_callback=self._connected,
                on_open_error_callback=self._ended,
                on_close_callback=self._ended,
                custom_ioloop=loop,
            )
            loop.call_later(SETUP_SECONDS, self._give_up_unless_ready)
            loop.start()
        except Exception as error:
            log.error("broker_connection_failed", link=self._name, error=telemetry.describe(error))
        return self._tidy(loop)

    def _tidy(self, loop: IOLoop) -> bool:
        with self._lock:
            was_ready, self._was_ready = self._was_ready, False
            self._state, self._loop, self._connection = State.DOWN, None, None
            unsent, self._waiting = list(self._waiting), deque()
        loop.close()
        self._session.lost(unsent)
        return was_ready

    def _connected(self, connection: Any) -> None:
        connection.add_on_connection_blocked_callback(lambda *_: self._set_blocked(True))
        connection.add_on_connection_unblocked_callback(lambda *_: self._set_blocked(False))
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Any) -> None:
        channel.add_on_close_callback(self._channel_closed)
        channel.add_on_cancel_callback(lambda *_: self._close_connection())
        self._session.opened(channel, self._ready)

    def _channel_closed(self, channel: Any, reason: Exception) -> None:
        """The broker closes a channel whose user did something forbidden; all that was under way is lost."""
        if not self._closing.is_set() and isinstance(reason, pika.exceptions.ChannelClosedByBroker):
            log.error("channel_refused", link=self._name, code=reason.reply_code, reason=reason.reply_text)
        self._close_connection()

    def _ready(self) -> None:
        with self._lock:
            self._state, self._was_ready = State.READY, True
            if self._waiting:
                self._wake()

    def _set_blocked(self, blocked: bool) -> None:
        self._blocked = blocked
        log.warning("broker_alarm", link=self._name, blocked=blocked)

    def _give_up_unless_ready(self) -> None:
        if self._state is State.CONNECTING:
            log.warning("broker_set_up_timed_out", link=self._name)
            self._close_connection()

    def _close_connection(self) -> None:
        connection, loop = self._connection, self._loop
        with self._lock:
            self._state = State.DOWN
        if connection is None or loop is None or connection.is_closing or connection.is_closed:
            return
        connection.close()
        # A broker in a memory alarm reads nothing, the farewell neither.
        gone = pika.exceptions.StreamLostError("no answer to close")
        loop.call_later(FAREWELL_SECONDS, lambda: connection._terminate_stream(gone))

    def _ended(self, connection: Any, reason: Exception) -> None:
        with self._lock:
            self._state = State.DOWN
        if not self._closing.is_set():
            log.warning("broker_connection_lost", link=self._name, error=type(reason).__name__)
        if self._loop is not None:
            self._loop.stop()
