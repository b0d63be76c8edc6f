"""One OpenAPI 3.1 document for the whole API, from the services' contracts and the gateway's own routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import __version__, grids_api, staff_api
from gateway.contracts import METHODS, Contracts

PREFIX = "/api/v1"
_SHARED = frozenset({"Problem"})
"""Components that every service's contract has alike, and the merged document once."""
SECTION = {
    "type": "object",
    "required": ["state"],
    "properties": {
        "state": {"enum": ["ok", "unavailable"]},
        "data": {"description": "What the section's own service answered, when the state is `ok`."},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}
PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it, for a person."},
        "code": {"type": "string", "description": "What went wrong, for a program. Stable."},
        "instance": {"type": "string", "description": "The request's id, under which our log knows it."},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
}
RECORD = {
    "type": "object",
    "required": ["number", "heading", "sections"],
    "properties": {
        "number": {"type": "integer"},
        "heading": {"type": "string", "examples": ["HOLSCHEIN, DOENA - CustomerID#: 110385"]},
        "merged_from": {
            "type": "integer",
            "description": "The number that was asked for, where its record was merged into this one.",
        },
        "sections": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Section"}},
    },
}

OWN: dict[str, dict[str, Any]] = {
    "/customers/{number}/record": {
        "operationId": "gateway.get_record",
        "tags": ["record"],
        "summary": "The customer record, asked of all seven services at once. "
        "A service that does not answer costs its section, not the record.",
        "parameters": [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}],
        "returns": "Record",
        "scope": "customers:read",
    },
    **staff_api.OPERATIONS,
    **grids_api.OPERATIONS,
}
"""Path to what the gateway offers there itself."""


def merged_document(contracts: Contracts) -> dict[str, Any]:
    """The document at `/api/v1/openapi.json`. Component names carry their service: `customers.Customer`."""
    paths: dict[str, dict[str, Any]] = {}
    components: dict[str, dict[str, Any]] = {
        "schemas": {
            "Problem": PROBLEM,
            "Section": SECTION,
            "Record": RECORD,
            **staff_api.SCHEMAS,
            **grids_api.SCHEMAS,
        }
    }
    for service, document in contracts.documents.items():
        for path, item in document["paths"].items():
            paths.setdefault(path, {}).update(_path_item(service, item))
        for kind, entries in document.get("components", {}).items():
            if kind != "securitySchemes":
                own = {name: entry for name, entry in entries.items() if name not in _SHARED}
                named = {f"{service}.{name}": _renamed(service, entry) for name, entry in own.items()}
                components.setdefault(kind, {}).update(named)
    for path, said in OWN.items():
        paths[path] = {said.get("method", "get"): _own_operation(said)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Homefire",
            "version": __version__,
            "description": "Every operation of the seven services, the record composed from them, and the staff.",
        },
        "servers": [{"url": PREFIX}],
        "security": [{"accessToken": []}, {"session": []}],
        "tags": [
            {"name": "record"},
            {"name": "staff"},
            *({"name": service} for service in contracts.documents),
        ],
        "paths": dict(sorted(paths.items())),
        "components": {**components, "securitySchemes": _security_schemes()},
    }


def _path_item(service: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters shared by a path move into each operation, since two services may share a path."""
    shared = item.get("parameters", [])
    merged = {}
    for method in METHODS:
        if method in item:
            entry = dict(item[method])
            entry.pop("security", None)
            if shared or "parameters" in entry:
                entry["parameters"] = [*shared, *entry.get("parameters", [])]
            merged[method] = _renamed(service, {**entry, "tags": [service]})
    return merged


def _renamed(service: str, value: Any) -> Any:
    """The same value with every reference to a component carrying the service's name."""
    if isinstance(value, Mapping):
        return {
            key: _reference(service, inner)
            if key == "$ref" and isinstance(inner, str)
            else _renamed(service, inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(service, inner) for inner in value]
    return value


def _reference(service: str, target: str) -> str:
    head, _, name = target.rpartition("/")
    own = head.startswith("#/components/") and name not in _SHARED
    return f"{head}/{service}.{name}" if own else target


def _own_operation(said: Mapping[str, Any]) -> dict[str, Any]:
    """One of the gateway's own operations as an OpenAPI entry."""

    def answer(description: str, schema: str, media: str = "application/json") -> dict[str, Any]:
        reference = {"$ref": f"#/components/schemas/{schema}"}
        return {"description": description, "content": {media: {"schema": reference}}}

    asked_for = answer("What was asked for.", said["returns"])
    for media in said.get("files", ()):
        asked_for["content"][media] = {"schema": {"type": "string", "format": "binary"}}
    return {
        **{name: said[name] for name in ("operationId", "tags", "summary", "parameters")},
        "responses": {
            "200": asked_for,
            "default": answer("Why not.", "Problem", "application/problem+json"),
        },
        "x-homefire": {
            "service": "gateway",
            "scope": said["scope"],
            "transport": "gateway",
            "versioned": False,
        },
    }


def _security_schemes() -> dict[str, Any]:
    return {
        "accessToken": {
            "type": "oauth2",
            "description": "An agency system's access token of 10 minutes, as `Authorization: Bearer`.",
            "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-homefire",
            "description": "A browser's session. Anything but GET also needs the header `X-CSRF-Token`.",
        },
    }
