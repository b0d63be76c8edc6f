"""The consumer of `audit.notes`: every event of the suite, in batches, each batch one transaction.

A connection of its own, with pika, because taking a batch and acknowledging it at once is what nameko's
consumers cannot do. Nothing is acknowledged before it is committed, and what is delivered again is passed
over by `audit.recording.store`, so every event leaves its notes exactly once.

While the database is away messages are held and not given back: every return spends one of the attempts that
the broker grants before it dead-letters.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pika
import sqlalchemy as sa
from pika.exceptions import AMQPError

from audit.recording import Delivery, Told, read, store
from audit.sealing import KeyRing
from homefire import faults, telemetry
from homefire.clock import Clock

log = telemetry.logger("audit.ingest")

QUEUE = "audit.notes"
PREFETCH = 500
BATCH = 500
GATHER_SECONDS = 0.05
"""How long after the first event of a batch more of them are waited for."""
IDLE_SECONDS = 0.5
FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
_DATABASE_AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
_ATTEMPTS = 3
"""How often one event is tried alone before it is dead-lettered, when the database itself is well."""


class Stopping(Exception):
    """The service was told to stop while a batch could not be stored. The broker delivers it again."""


class ConsumerCancelled(Exception):
    """The broker ended the consumer, as it does when the queue moves or is deleted."""


class Ingest:
    """One replica's consumer. The broker lets one at a time be active; the others stand by."""

    def __init__(
        self,
        amqp_url: str,
        engine: sa.Engine,
        keys: KeyRing,
        clock: Clock,
        zone: ZoneInfo,
        queue: str = QUEUE,
    ) -> None:
        self._parameters = pika.URLParameters(amqp_url)
        self._engine = engine
        self._keys = keys
        self._clock = clock
        self._zone = zone
        self._queue = queue
        self._waiting: list[Delivery] = []
        self._stopping = False
        self._cancelled = False
        self.consuming = False
        self.stopped = False

    def stop(self) -> None:
        """Asks the loop to end after the batch it is at."""
        self._stopping = True

    def run(self) -> None:
        """Consumes until stopped; whatever breaks, tries again with a growing delay."""
        delay = FIRST_DELAY
        while not self._stopping:
            try:
                self._consume()
            except Stopping:
                break
            except Exception as error:
                delay = FIRST_DELAY if self.consuming else min(delay * 2, LONGEST_DELAY)
                log.warning("ingest_interrupted", error=telemetry.describe(error), retry_in=delay)
            self.consuming = False
            self._pause(delay, time.sleep)
        self.consuming = False
        self.stopped = True

    def _consume(self) -> None:
        self._wait_for_database()
        self._waiting.clear()
        self._cancelled = False
        connection = pika.BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=PREFETCH)
            channel.add_on_cancel_callback(self._on_cancel)
            channel.basic_consume(self._queue, self._on_message)
            self.consuming = True
            while not self._stopping or self._waiting:
                self._gather(connection)
                if self._waiting:
                    batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                    self._settle(connection, channel, batch)
        finally:
            with contextlib.suppress(AMQPError, OSError):
                connection.close()

    def _on_message(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self._waiting.append(Delivery(method.delivery_tag, body, properties.user_id or ""))

    def _on_cancel(self, frame: Any) -> None:
        self._cancelled = True

    def _gather(self, connection: Any) -> None:
        """Waits for a first event, then for as many as come within a moment, up to one batch."""
        if not self._waiting:
            connection.process_data_events(time_limit=0 if self._stopping else IDLE_SECONDS)
        if self._cancelled:
            raise ConsumerCancelled
        deadline = time.monotonic() + GATHER_SECONDS
        while self._waiting and len(self._waiting) < BATCH and (left := deadline - time.monotonic()) > 0:
            connection.process_data_events(time_limit=left)

    def _settle(self, connection: Any, channel: Any, batch: Sequence[Delivery]) -> None:
        """Stores a batch and acknowledges it. What can never be stored goes to the dead letters at once."""
        reading = read(batch, self._zone)
        for tag in reading.refused:
            self._dead_letter(channel, tag, "malformed")
        if not reading.told:
            return
        last = self._store(connection, channel, reading.told)
        faults.point("audit.after_commit")
        if last:
            channel.basic_ack(last, multiple=True)
        telemetry.events_handled.labels("notes", "ok").inc(len(reading.told))

    def _store(self, connection: Any, channel: Any, told: Sequence[Told], attempt: int = 1) -> int:
        """Stores events in one transaction; when the database refuses them, finds the one that it refuses.

        Returns the tag of the last one stored, or 0: the broker takes no acknowledgement up to a tag that was
        rejected.
        """
        try:
            self._store_when_database_answers(connection, told)
            return told[-1].tag
        except (Stopping, AMQPError):
            raise
        except Exception as error:
            log.warning("batch_refused", events=len(told), attempt=attempt, error=telemetry.describe(error))
            if len(told) > 1:
                middle = len(told) // 2
                first = self._store(connection, channel, told[:middle])
                return self._store(connection, channel, told[middle:]) or first
            if attempt < _ATTEMPTS:
                connection.sleep(FIRST_DELAY)
                return self._store(connection, channel, told, attempt + 1)
            self._dead_letter(channel, told[0].tag, "refused_by_database")
            return 0

    def _store_when_database_answers(self, connection: Any, told: Sequence[Told]) -> None:
        delay = FIRST_DELAY
        while True:
            try:
                with self._engine.begin() as transaction:
                    store(transaction, self._keys, told, self._clock.now())
                    faults.point("audit.before_commit")
                return
            except _DATABASE_AWAY as error:
                log.warning(
                    "database_away", events=len(told), retry_in=delay, error=telemetry.describe(error)
                )
            # Sleeping on the connection keeps its heartbeats going: the broker does not take the batch back.
            self._pause(delay, connection.sleep)
            if self._stopping:
                raise Stopping
            delay = min(delay * 2, LONGEST_DELAY)

    def _dead_letter(self, channel: Any, tag: int, reason: str) -> None:
        """Gives up one message. Its body is not logged: who knows what it holds."""
        log.error("event_dead_lettered", queue=self._queue, reason=reason)
        telemetry.events_handled.labels("notes", "dead_lettered").inc()
        channel.basic_reject(tag, requeue=False)

    def _wait_for_database(self) -> None:
        """Takes nothing from the broker that could not be stored."""
        delay = FIRST_DELAY
        while not self._stopping:
            try:
                with self._engine.connect() as connection:
                    connection.execute(sa.text("select 1"))
                return
            except _DATABASE_AWAY as error:
                log.warning("database_away", events=0, retry_in=delay, error=telemetry.describe(error))
                self._pause(delay, time.sleep)
                delay = min(delay * 2, LONGEST_DELAY)
        raise Stopping

    def _pause(self, seconds: float, sleep: Callable[[float], Any]) -> None:
        """Sleeps in small steps, so that a stop is heard."""
        deadline = time.monotonic() + seconds
        while not self._stopping and (left := deadline - time.monotonic()) > 0:
            sleep(min(left, IDLE_SECONDS))
