"""Publishes many messages with one write.

pika writes three frames per message, each with a system call of its own: measured, 40 % of what a call costs
the gateway. Here the frames of a batch are joined first. The frames themselves are pika's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pika
from pika import frame, spec

_FRAME_OVERHEAD = spec.FRAME_HEADER_SIZE + spec.FRAME_END_SIZE


@dataclass(frozen=True, slots=True)
class Message:
    """One message to publish."""

    exchange: str
    routing_key: str
    properties: pika.BasicProperties
    body: bytes


def publish_all(channel: Any, messages: Iterable[Message]) -> None:
    """Publishes on an open channel of a `SelectConnection`, in order and `mandatory`, from its own thread."""
    limit = channel.connection.params.frame_max - _FRAME_OVERHEAD
    number = channel.channel_number
    parts: list[bytes] = []
    for message in messages:
        method = spec.Basic.Publish(
            exchange=message.exchange, routing_key=message.routing_key, mandatory=True, immediate=False
        )
        parts.append(frame.Method(number, method).marshal())
        parts.append(frame.Header(number, len(message.body), message.properties).marshal())
        for start in range(0, len(message.body), limit):
            parts.append(frame.Body(number, message.body[start : start + limit]).marshal())
    if parts:
        channel.connection._output_marshaled_frames([b"".join(parts)])
