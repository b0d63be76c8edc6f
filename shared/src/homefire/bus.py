"""The broker as one document: virtual host, users, what each may do, exchanges, queues, bindings, policies.

RabbitMQ loads the document at its start (`load_definitions`), so that everything exists before the first
publish. A broker that belongs to somebody else gets what AMQP can declare (`declare`); its users, permissions
and policies are imported there by its own administrator from the same document.

Nobody but the administrator may declare an exchange or a shared queue: services consume with `no_declare`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from homefire import rights
from homefire.rights import RPC_EXCHANGE, events_exchange, rpc_queue
from homefire.topology import GATEWAY, Consumption, Topology

VHOST = "homefire"
ADMIN = "admin"
DEAD_EXCHANGE = "dead"

DELIVERY_LIMIT = 20
"""Attempts before an event is dead-lettered. A crashing consumer spends one of every message it held."""

REQUEST_LIFETIME = 60_000
"""Milliseconds that a request may wait for its service. Nobody waits longer, and a stock client sets no
limit: without one, a service that was down for a night would carry out the evening's requests at dawn."""


def definitions(
    topology: Topology,
    passwords: Mapping[str, str],
    *,
    vhost: str = VHOST,
    admin_password: str,
    agencies: Iterable[str] = (),
    outside: Iterable[str] = (),
) -> dict[str, Any]:
    """The document that RabbitMQ's `load_definitions` takes.

    `passwords` holds one for every service, for `gateway`, for `agency:<name>` of every name in `agencies`, and for
    every name in `outside`; a missing one raises `KeyError`. Only salted hashes enter the document. A system outside
    that is not named has neither user nor queues, since nobody would empty them; what it may tell can always arrive.
    """
    agencies, outside = tuple(agencies), tuple(outside)
    callers = [*topology.services, GATEWAY, *map(rights.agency_user, agencies), *outside]
    users = [_user(name, passwords[name], []) for name in callers]
    # Whoever gives dead letters back publishes what another user has published.
    users.append(_user(ADMIN, admin_password, ["administrator", "impersonator"]))
    granted = [rights.service_rights(topology, name) for name in topology.services]
    granted.append(rights.gateway_rights(topology))
    granted += [rights.agency_rights(topology, name) for name in agencies]
    granted += [rights.outsider_rights(topology, name) for name in outside]
    consumed = list(topology.consumptions(outside))
    return {
        "vhosts": [{"name": vhost}],
        "users": users,
        "permissions": [
            {"user": ADMIN, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"},
            *({"user": grant.user, "vhost": vhost, **grant.permission} for grant in granted),
        ],
        "topic_permissions": [
            *(
                {"user": grant.user, "vhost": vhost, "exchange": RPC_EXCHANGE, **grant.topic}
                for grant in granted
            ),
            *(
                {
                    "user": grant.user,
                    "vhost": vhost,
                    "exchange": events_exchange(grant.user),
                    "write": grant.own_events,
                    "read": "^$",
                }
                for grant in granted
                if grant.own_events
            ),
        ],
        "parameters": [],
        "global_parameters": [],
        "policies": [{"vhost": vhost, **policy} for policy in _policies(consumed)],
        "exchanges": [{"vhost": vhost, **exchange} for exchange in _exchanges(topology)],
        "queues": [{"vhost": vhost, **queue} for queue in _queues(topology, consumed)],
        "bindings": [{"vhost": vhost, **binding} for binding in _bindings(topology, consumed)],
    }


def password_hash(password: str, salt: bytes | None = None) -> str:
    """RabbitMQ's own form of a hashed password: base64 of a 4-byte salt and SHA-256 of salt and password."""
    salt = os.urandom(4) if salt is None else salt
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def declare(amqp_admin_url: str, document: Mapping[str, Any]) -> None:
    """Declares what is missing of the document's exchanges, queues and bindings, as far as AMQP alone can.

    Policies become queue arguments here, because AMQP knows no policies. What exists is left as it is: to
    declare a queue again with other arguments is an error.
    """
    connection = pika.BlockingConnection(pika.URLParameters(amqp_admin_url))
    try:
        for exchange in document["exchanges"]:
            connection.channel().exchange_declare(
                exchange["name"], exchange_type=exchange["type"], durable=exchange["durable"]
            )
        missing = [queue for queue in document["queues"] if not _exists(connection, queue["name"])]
        channel = connection.channel()
        for queue in missing:
            arguments = {**queue["arguments"], **_policy_arguments(queue["name"], document["policies"])}
            channel.queue_declare(queue["name"], durable=queue["durable"], arguments=arguments)
        for binding in document["bindings"]:
            _bind(channel, binding)
    finally:
        connection.close()


def _exists(connection: pika.BlockingConnection, queue: str) -> bool:
    channel = connection.channel()
    try:
        channel.queue_declare(queue, passive=True)
    except ChannelClosedByBroker as error:
        if error.reply_code != 404:
            raise
        return False
    channel.close()
    return True


def _bind(channel: BlockingChannel, binding: Mapping[str, Any]) -> None:
    channel.queue_bind(binding["destination"], binding["source"], binding["routing_key"])


def _policy_arguments(queue: str, policies: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    matching = [policy for policy in policies if re.search(policy["pattern"], queue)]
    return {f"x-{key}": value for policy in matching for key, value in policy["definition"].items()}


def _user(name: str, password: str, tags: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "password_hash": password_hash(password),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": tags,
        "limits": {},
    }


def _policies(consumed: Iterable[Consumption]) -> list[dict[str, Any]]:
    """Policies and not queue arguments, since an argument cannot be changed once the queue exists."""
    event_queues = [
        {
            "name": f"dead-letter {consumption.queue}",
            "pattern": f"^{re.escape(consumption.queue)}$",
            "apply-to": "queues",
            "priority": 0,
            "definition": {
                "delivery-limit": DELIVERY_LIMIT,
                "dead-letter-exchange": DEAD_EXCHANGE,
                "dead-letter-routing-key": consumption.queue,
                # With RabbitMQ's default overflow, at-least-once would silently become at-most-once.
                "dead-letter-strategy": "at-least-once",
                "overflow": "reject-publish",
            },
        }
        for consumption in consumed
    ]
    requests = {
        "name": "requests expire",
        "pattern": "^rpc-",
        "apply-to": "queues",
        "priority": 0,
        "definition": {"message-ttl": REQUEST_LIFETIME},
    }
    return [*event_queues, requests]


def _exchanges(topology: Topology) -> list[dict[str, Any]]:
    kinds = {RPC_EXCHANGE: "topic", DEAD_EXCHANGE: "direct"}
    kinds |= {events_exchange(service): "topic" for service in (*topology.services, *topology.outside)}
    shape = {"durable": True, "auto_delete": False, "internal": False, "arguments": {}}
    return [{"name": name, "type": kind, **shape} for name, kind in kinds.items()]


def _queues(topology: Topology, consumed: Iterable[Consumption]) -> list[dict[str, Any]]:
    """Event queues are quorum queues; requests stay classic, since they are worth nothing after a crash."""
    queues: list[tuple[str, dict[str, Any]]] = [(rpc_queue(service), {}) for service in topology.services]
    for consumption in consumed:
        queues.append((consumption.queue, _event_queue_arguments(consumption)))
        queues.append((consumption.dead_queue, {"x-queue-type": "quorum"}))
    return [
        {"name": name, "durable": True, "auto_delete": False, "arguments": arguments}
        for name, arguments in queues
    ]


def _event_queue_arguments(consumption: Consumption) -> dict[str, Any]:
    arguments: dict[str, Any] = {"x-queue-type": "quorum"}
    if consumption.single_active:
        arguments["x-single-active-consumer"] = True
    return arguments


def _bindings(topology: Topology, consumed: Iterable[Consumption]) -> list[dict[str, Any]]:
    bindings = [(RPC_EXCHANGE, rpc_queue(service), f"{service}.*") for service in topology.services]
    for consumption in consumed:
        bindings.append((DEAD_EXCHANGE, consumption.dead_queue, consumption.queue))
        keys = ("#",) if "*" in consumption.types else consumption.types
        bindings += [
            (events_exchange(source), consumption.queue, key)
            for source in topology.sources(consumption)
            for key in keys
        ]
    return [
        {
            "source": source,
            "destination": queue,
            "destination_type": "queue",
            "routing_key": key,
            "arguments": {},
        }
        for source, queue, key in bindings
    ]
