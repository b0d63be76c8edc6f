"""The suite's AsyncAPI 3 document: every event type, its channel and its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from homefire.events import EnvelopeSchema, EventType
from homefire.rights import events_exchange


def asyncapi_of(published: Mapping[str, Sequence[EventType]], version: str) -> dict[str, Any]:
    """The document over every service's published event types, by service name."""
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for service, types in published.items():
        own, found = _schemas(service, types)
        schemas |= found
        channel = events_exchange(service)
        channels[channel] = {
            "address": channel,
            "description": "A topic exchange; the routing key is the event's type.",
            "messages": {},
            "bindings": {
                "amqp": {"is": "routingKey", "exchange": {"name": channel, "type": "topic", "durable": True}}
            },
        }
        for event_type in types:
            name = f"{service}.{event_type.name}"
            messages[name] = _message(event_type, own[event_type.name])
            channels[channel]["messages"][event_type.name] = {"$ref": f"#/components/messages/{name}"}
        operations[f"publish_{service}"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{channel}"},
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Homefire events",
            "version": version,
            "description": "CloudEvents 1.0 in structured JSON. Consumers ignore members they do not know.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _message(event_type: EventType, data: str) -> dict[str, Any]:
    return {
        "name": event_type.name,
        "summary": event_type.summary,
        "contentType": "application/json",
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/Envelope"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": event_type.name},
                        "data": {"$ref": f"#/components/schemas/{data}"},
                    },
                },
            ]
        },
    }


def _schemas(service: str, types: Sequence[EventType]) -> tuple[dict[str, str], dict[str, Any]]:
    """Schema names by event type, and every schema, each named after its service so that none collide."""

    def name_of(schema: Any) -> str:
        made = schema if isinstance(schema, type) else type(schema)
        shared = made.__module__.startswith("homefire.")
        return made.__name__.removesuffix("Schema") if shared else f"{service}_{made.__name__}"

    plugin = MarshmallowPlugin(schema_name_resolver=name_of)
    spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
    names = {}
    known: dict[type, str] = {}
    for event_type in types:
        if event_type.data not in known:
            known[event_type.data] = name_of(event_type.data)
            spec.components.schema(known[event_type.data], schema=event_type.data)
        names[event_type.name] = known[event_type.data]
    if "Envelope" not in spec.components.schemas:
        spec.components.schema("Envelope", schema=EnvelopeSchema)
    return names, spec.to_dict()["components"]["schemas"]
