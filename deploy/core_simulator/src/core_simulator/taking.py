"""Taking transfers from the queue and publishing answers, until it is told to stop."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pika
import pika.exceptions

from core_simulator.rules import Answer, answers_to, behaviour_of, event_id

QUEUE, EXCHANGE, EVENT = "core.take_transfers", "core.events", "core_answered"
_PAUSE = 1.0
_HELD = 50
"""Transfers that wait for a slow answer at once."""

log = logging.getLogger("core_simulator")


class Simulator:
    """One connection to the broker, opened again when it is lost."""

    def __init__(self, amqp_url: str, behaviour: str = "", delay: float = 10.0) -> None:
        """`delay`: seconds that a slow answer takes."""
        self._parameters = pika.URLParameters(amqp_url)
        self._behaviour, self._delay = behaviour, delay
        self._stopping = threading.Event()
        self.is_ready = False

    def run(self) -> None:
        """Returns once `stop` was called."""
        while not self._stopping.is_set():
            try:
                self._serve()
            except (pika.exceptions.AMQPError, OSError) as error:
                log.warning("broker away: %s", type(error).__name__)
                self._stopping.wait(_PAUSE)
            finally:
                self.is_ready = False

    def stop(self) -> None:
        """Ends `run` soon; what was not answered stays in the queue."""
        self._stopping.set()

    def _serve(self) -> None:
        connection = pika.BlockingConnection(self._parameters)
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_qos(prefetch_count=_HELD)
            channel.basic_consume(QUEUE, partial(self._take, connection))
            self.is_ready = True
            while not self._stopping.is_set():
                connection.process_data_events(time_limit=0.2)
        finally:
            if connection.is_open:
                connection.close()

    def _take(self, connection: Any, channel: Any, method: Any, _properties: Any, body: bytes) -> None:
        try:
            event = json.loads(body)
            data = event["data"]
            behaviour = behaviour_of(data, self._behaviour)
            answers = answers_to(data, behaviour)
        except (ValueError, KeyError, TypeError):
            # What is no transfer can never be answered. Its content is not logged.
            log.error("not a transfer")
            channel.basic_reject(method.delivery_tag, requeue=False)
            return
        log.info("transfer %s: %s", data["transfer_number"], behaviour or "answered")
        send = partial(self._answer, channel, method.delivery_tag, event, answers)
        if behaviour == "slow":
            connection.call_later(self._delay, send)
        else:
            send()

    def _answer(self, channel: Any, tag: int, event: Mapping[str, Any], answers: list[Answer]) -> None:
        """Publishes each answer, confirmed, and only then lets go of the transfer."""
        for place, answer in enumerate(answers):
            channel.basic_publish(
                EXCHANGE,
                EVENT,
                json.dumps(_envelope(event, answer, place)),
                pika.BasicProperties(
                    content_type="application/json",
                    delivery_mode=2,
                    user_id=self._parameters.credentials.username,
                ),
                mandatory=True,
            )
        channel.basic_ack(tag)


def _envelope(event: Mapping[str, Any], answer: Answer, place: int) -> dict[str, Any]:
    """The answer as a CloudEvent, about the customer that the transfer was about."""
    return {
        "specversion": "1.0",
        "id": event_id(answer, place),
        "source": "/core",
        "type": EVENT,
        "subject": event["subject"],
        "time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "actorid": "core",
        "actorname": "CORE",
        "actorkind": "system",
        "correlationid": event.get("correlationid", ""),
        "aggregate": f"transfer/{answer.transfer_number}",
        "sequence": place + 1,
        "data": answer.as_data(),
    }
