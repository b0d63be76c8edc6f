"""Publishes what the outbox holds: every committed event, at least once, one relay at a time per database.

Each replica runs one. An advisory lock on a connection of its own decides which of them leads, and the leader
does all its work on that connection: when the connection dies, leadership and work end together. New events
get a gapless number, `pub_seq`, in a transaction of their own before they are published; a crash after that
publishes them again under the same number.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Sequence
from typing import Any

import pika
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from homefire import faults, telemetry
from homefire.frames import Message
from homefire.plumbing import outbox, relay_state
from homefire.publisher import Publisher
from homefire.retention import remove_old_rows
from homefire.rights import events_exchange

log = telemetry.logger("homefire.relay")

LEADER_LOCK = 0x6F7574626F78
BATCH = 500
POLL_SECONDS = 0.5
GATHER_SECONDS = 0.01
"""A pause after a wake-up, so that a burst of commits costs one round and not one each."""
FOLLOW_SECONDS = 1.0
LONGEST_PAUSE = 10.0
COUNT_SECONDS = 5.0
PRUNE_SECONDS = 3600.0

_UNSENT = (
    sa.select(outbox.c.id, outbox.c.pub_seq)
    .where(outbox.c.published_at.is_(None))
    .order_by(outbox.c.pub_seq.asc().nulls_last(), outbox.c.position)
    .limit(BATCH)
)
_BODY = sa.cast(
    outbox.c.body.op("||")(sa.func.jsonb_build_object("pubseq", outbox.c.pub_seq)), sa.Text
).label("text")


class Relay:
    """Runs in a thread or a green thread of its own: `run` returns after `stop`."""

    def __init__(
        self, engine: sa.Engine, amqp_url: str, service: str, *, confirm_timeout: float = 10.0
    ) -> None:
        self._engine = engine
        self._amqp_url = amqp_url
        self._service = service
        self._confirm_timeout = confirm_timeout
        # The broker refuses a message whose `user_id` is not the user of the connection.
        self._user = pika.URLParameters(amqp_url).credentials.username
        self._woken, self._stopping, self._ended = threading.Event(), threading.Event(), threading.Event()
        self._ended.set()
        self._works = False
        self._counted = self._pruned = -math.inf
        self.pending = 0
        self.last_published_at: float | None = None

    def run(self) -> None:
        """Follows until it may lead, leads until something breaks, and begins anew; never raises."""
        self._ended.clear()
        pause = POLL_SECONDS
        while not self._stopping.is_set():
            try:
                self._lead_or_follow()
                pause = POLL_SECONDS
            except SQLAlchemyError as error:
                self._works = False
                log.warning("relay_interrupted", error=telemetry.describe(error), retry_in=pause)
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        self._ended.set()

    def wake(self) -> None:
        """Something was committed: look now instead of at the next poll."""
        self._woken.set()

    def stop(self, timeout: float = 5.0) -> None:
        """Publishes what is there, then ends `run`."""
        self._stopping.set()
        self._woken.set()
        self._ended.wait(timeout)

    def healthy(self) -> bool:
        """Whether this relay publishes, or follows one that may. A broker's alarm alone is no ill health."""
        return self._works and not self._ended.is_set()

    def replay(self, from_seq: int, to_seq: int) -> int:
        """Has events published again, with the same ids and numbers; returns how many there are."""
        again = (
            sa.update(outbox)
            .where(outbox.c.pub_seq.between(from_seq, to_seq), outbox.c.published_at.is_not(None))
            .values(published_at=None)
        )
        with self._engine.begin() as connection:
            count = connection.execute(again).rowcount
        self.wake()
        return count

    def _lead_or_follow(self) -> None:
        with self._engine.connect() as connection:
            leads = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LEADER_LOCK)))
            connection.commit()
            if leads:
                # A pooled connection would keep the lock after its return to the pool.
                connection.detach()
                self._lead(connection)
                return
        self._works = True
        self._stopping.wait(FOLLOW_SECONDS)

    def _lead(self, connection: sa.Connection) -> None:
        publisher = Publisher(self._amqp_url, self._service, confirm_timeout=self._confirm_timeout)
        try:
            pause = POLL_SECONDS
            while not self._stopping.is_set():
                self._works = publisher.is_connected
                found, sent = self._round(connection, publisher)
                pause = POLL_SECONDS if sent == found else min(pause * 2, LONGEST_PAUSE)
                self._keep_house(connection)
                if found < BATCH or sent < found:
                    self._rest(pause, failing=sent < found)
            self._round(connection, publisher)
        finally:
            self._works = False
            publisher.close()

    def _rest(self, seconds: float, *, failing: bool) -> None:
        """Until the next poll or commit; a commit cuts no pause short that follows a failure."""
        if failing:
            self._stopping.wait(seconds)
        elif self._woken.wait(seconds):
            self._stopping.wait(GATHER_SECONDS)
        self._woken.clear()

    def _round(self, connection: sa.Connection, publisher: Publisher) -> tuple[int, int]:
        """Publishes one batch; returns how many events were due and how many the broker took."""
        if not publisher.is_ready:
            return 0, 0
        messages = self._next_batch(connection)
        if not messages:
            return 0, 0
        faults.point("relay.before_publish")
        taken = publisher.publish(messages)
        faults.point("relay.after_confirm")
        if taken:
            self._mark(connection, [message.properties.message_id for message in taken])
            self.last_published_at = time.time()
        faults.point("relay.after_mark")
        return len(messages), len(taken)

    def _next_batch(self, connection: sa.Connection) -> list[Message]:
        """The events that have a number and are still to be published; when there are none, new ones."""
        with connection.begin():
            rows = connection.execute(_UNSENT).all()
            numbered = [row.id for row in rows if row.pub_seq is not None]
            if rows and not numbered:
                numbered = [row.id for row in rows]
                self._number(connection, numbered)
            if not numbered:
                return []
            columns = (outbox.c.id, outbox.c.type, _BODY)
            query = sa.select(*columns).where(outbox.c.id.in_(numbered)).order_by(outbox.c.pub_seq)
            return [self._message(row) for row in connection.execute(query)]

    @staticmethod
    def _number(connection: sa.Connection, ids: Sequence[Any]) -> None:
        """Gives events the next numbers, in the order of `ids`."""
        first = connection.execute(sa.select(relay_state.c.next_seq).with_for_update()).scalar_one()
        order = (
            sa.func.unnest(sa.literal(list(ids), sa.ARRAY(sa.Uuid)))
            .table_valued("id", with_ordinality="place")
            .render_derived()
        )
        connection.execute(
            sa.update(outbox).where(outbox.c.id == order.c.id).values(pub_seq=first + order.c.place - 1)
        )
        connection.execute(sa.update(relay_state).values(next_seq=first + len(ids)))

    def _message(self, row: Any) -> Message:
        properties = pika.BasicProperties(
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=str(row.id),
            type=row.type,
            user_id=self._user,
        )
        return Message(events_exchange(self._service), row.type, properties, row.text.encode())

    @staticmethod
    def _mark(connection: sa.Connection, ids: Sequence[str]) -> None:
        """A mark that a crash loses costs a second delivery and nothing else, so it waits for no disk."""
        with connection.begin():
            connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
            connection.execute(
                sa.update(outbox).where(outbox.c.id.in_(ids)).values(published_at=sa.func.now())
            )

    def _keep_house(self, connection: sa.Connection) -> None:
        now = time.monotonic()
        if now - self._counted > COUNT_SECONDS:
            self._counted = now
            with connection.begin():
                count = connection.scalar(
                    sa.select(sa.func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
                )
            self.pending = int(count or 0)
            telemetry.outbox_pending.set(self.pending)
        if now - self._pruned > PRUNE_SECONDS and not remove_old_rows(connection):
            self._pruned = now
