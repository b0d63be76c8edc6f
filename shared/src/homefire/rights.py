"""Names on the bus, and what each user of the broker may do with them.

A permission is three patterns over the names of exchanges and queues. On the RPC exchange a topic permission
also limits the routing keys: without it anybody who may wait for answers there could bind `#` and read every
request, tokens included. On its own exchange it limits a system outside to the events that it is known to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from homefire.topology import GATEWAY, Topology

RPC_EXCHANGE = "nameko-rpc"

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REPLY_KEY = f"(reply-[a-z0-9_:]+-)?{_UUID}"
_STOCK_CLIENT = "standalone_rpc_proxy"
_NOTHING = "^$"
_IS_REPLY_KEY = re.compile(rf"{_REPLY_KEY}\Z")


@dataclass(frozen=True, slots=True)
class Grant:
    """What one user may do: patterns over names, and over routing keys on the RPC exchange."""

    user: str
    permission: dict[str, str]
    topic: dict[str, str]
    own_events: str = ""
    """Pattern over the routing keys on its own exchange of events; empty for any key."""


def events_exchange(service: str) -> str:
    """The topic exchange on which a service publishes its events."""
    return f"{service}.events"


def rpc_queue(service: str) -> str:
    """The queue of requests to a service."""
    return f"rpc-{service}"


def reply_queue(user: str, uuid: str) -> str:
    """The queue on which a client waits for answers."""
    return f"rpc.reply-{user}-{uuid}"


def reply_key(user: str, uuid: str) -> str:
    """The routing key of the answers to a client.

    It carries the user's name, so that a service which learns a caller's key from a request still cannot bind
    a queue of its own to it. It is one word: `customers.*` never matches it.
    """
    return f"reply-{user}-{uuid}"


def is_reply_key(key: str) -> bool:
    """Whether answers may be sent there.

    A service checks before it answers: the broker closes the channel of whoever publishes to a forbidden key,
    so a request that asks for its answer somewhere else would stop the service's consumer.
    """
    return _IS_REPLY_KEY.match(key) is not None


def agency_user(name: str) -> str:
    """The broker's user for an agency system."""
    return f"agency:{name}"


def service_rights(topology: Topology, service: str) -> Grant:
    """A service answers requests, publishes its own events, reads its own queues, and calls whom it may."""
    own_reply_queue = [f"rpc\\.reply-{service}-{_UUID}"] if topology.callable_by(service) else []
    waiting = [RPC_EXCHANGE, *own_reply_queue] if own_reply_queue else []
    queues = [rpc_queue(service), *(item.queue for item in topology.services[service].consumes)]
    permission = {
        "configure": _any_of(own_reply_queue),
        "write": _any_of([re.escape(events_exchange(service)), RPC_EXCHANGE, *own_reply_queue]),
        "read": _any_of([*map(re.escape, queues), *waiting]),
    }
    topic = {
        "write": _any_of([*_requests(topology, service), _REPLY_KEY]),
        "read": _any_of([f"reply-{service}-{_UUID}"] if own_reply_queue else []),
    }
    return Grant(service, permission, topic)


def outsider_rights(topology: Topology, name: str) -> Grant:
    """A system outside publishes its own events and reads its own queues; it neither calls nor answers."""
    queues = [consumption.queue for consumption in topology.outside[name].consumes]
    permission = {
        "configure": _NOTHING,
        "write": _any_of([re.escape(events_exchange(name))]),
        "read": _any_of(map(re.escape, queues)),
    }
    told = _any_of(map(re.escape, topology.outside[name].publishes))
    return Grant(name, permission, {"write": _NOTHING, "read": _NOTHING}, told)


def gateway_rights(topology: Topology) -> Grant:
    """The gateway calls and waits for its own answers; it neither answers nor publishes."""
    own_reply_queue = f"rpc\\.reply-{GATEWAY}-{_UUID}"
    permission = {
        "configure": _any_of([own_reply_queue]),
        "write": _any_of([RPC_EXCHANGE, own_reply_queue]),
        "read": _any_of([RPC_EXCHANGE, own_reply_queue]),
    }
    topic = {
        "write": _any_of(_requests(topology, GATEWAY)),
        "read": _any_of([f"reply-{GATEWAY}-{_UUID}"]),
    }
    return Grant(GATEWAY, permission, topic)


def agency_rights(topology: Topology, name: str) -> Grant:
    """An agency system calls with a stock nameko client, which declares the RPC exchange before it binds."""
    if not re.fullmatch("[a-z0-9_]+", name):
        raise ValueError(f"an agency's name is lower-case letters, digits and _: {name!r}")
    user = agency_user(name)
    own_reply_queue = f"rpc\\.reply-({_STOCK_CLIENT}|{name}|{user})-{_UUID}"
    permission = {
        "configure": _any_of([RPC_EXCHANGE, own_reply_queue]),
        "write": _any_of([RPC_EXCHANGE, own_reply_queue]),
        "read": _any_of([RPC_EXCHANGE, own_reply_queue]),
    }
    topic = {
        "write": _any_of(_requests(topology, user)),
        "read": _any_of([f"(reply-{user}-)?{_UUID}"]),
    }
    return Grant(user, permission, topic)


def _requests(topology: Topology, user: str) -> list[str]:
    return [f"{re.escape(service)}\\.[a-z0-9_]+" for service in topology.callable_by(user)]


def _any_of(patterns: Iterable[str]) -> str:
    patterns = list(patterns)
    return f"^({'|'.join(patterns)})$" if patterns else _NOTHING
