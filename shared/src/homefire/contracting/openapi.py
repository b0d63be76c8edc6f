"""One service's OpenAPI 3.1 document, from its declared operations."""

from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from homefire import preconditions
from homefire.operations import Operation, Service, operations_of

_KINDS = {int: {"type": "integer", "format": "int64"}, str: {"type": "string"}}
_PROBLEM = {
    "type": "object",
    "description": "What went wrong and what to do about it (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string", "description": "Stable; a program may decide by it."},
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


def openapi_of(service: type[Service]) -> dict[str, Any]:
    """The document; stable in order, so that it can be compared and committed."""
    spec = APISpec(
        title=f"Homefire {service.name}",
        version=service.version,
        openapi_version="3.1.0",
        info={"description": (service.__doc__ or "").strip()},
        plugins=[MarshmallowPlugin(schema_name_resolver=_schema_name)],
    )
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", _PROBLEM)
    for declared in operations_of(service):
        spec.path(path=declared.path, operations={declared.method.lower(): _operation(service, declared)})
    return _ordered(_let_answers_grow(spec.to_dict()))


def _let_answers_grow(document: dict[str, Any]) -> dict[str, Any]:
    """Only what is taken is closed: an answer may gain members, and a client must not refuse them."""
    taken: set[str] = set()
    for item in document["paths"].values():
        for entry in item.values():
            _collect(document, entry.get("requestBody", {}), taken)
    for name, schema in document["components"]["schemas"].items():
        if name not in taken:
            schema.pop("additionalProperties", None)
    return document


def _collect(document: dict[str, Any], part: Any, names: set[str]) -> None:
    if isinstance(part, list):
        for item in part:
            _collect(document, item, names)
    elif isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name not in names:
            names.add(name)
            _collect(document, document["components"]["schemas"][name], names)
        for value in part.values():
            _collect(document, value, names)


def _operation(service: type[Service], declared: Operation) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": f"{service.name}.{declared.name}",
        "summary": declared.summary.partition("\n")[0],
        "security": [{"bearer": []}],
        "parameters": _parameters(declared),
        "responses": {
            str(declared.status): _success(declared),
            "default": {
                "description": "A problem.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
        "x-homefire": {
            "service": service.name,
            "method": declared.name,
            "scope": declared.scope,
            "transport": declared.transport,
            "versioned": declared.versioned,
            **({"guarded": True} if declared.guarded else {}),
            **({"safe": True} if declared.safe else {}),
            "max_body": declared.max_body,
        },
    }
    if declared.field_scopes:
        entry["x-homefire"]["field_scopes"] = declared.field_scopes
    if declared.takes is not None:
        content = {declared.media: {"schema": declared.takes}}
        entry["requestBody"] = {"required": True, "content": content}
    return entry


def _parameters(declared: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {"in": "path", "name": name, "required": True, "schema": _KINDS.get(kind, {"type": "string"})}
        for name, kind in declared.parameters.items()
    ]
    if declared.query is not None:
        parameters.append({"in": "query", "schema": declared.query})
    if declared.versioned:
        what = "The version that was read, from the answer's ETag."
        if declared.version_optional:
            what += (
                " Send it: without it somebody else's change is not noticed. The next release requires it."
            )
        parameters.append(_header("If-Match", what, required=not declared.version_optional))
    if declared.guarded:
        what = "The token of the lock you hold on the record; heeded by customers and applications."
        parameters.append(_header(preconditions.RECORD_LOCK, what))
        what = "Why you change a record under special handling; percent-encoded UTF-8."
        parameters.append(_header(preconditions.ACKNOWLEDGEMENT, what))
    if not declared.reads and declared.stores_answer:
        parameters.append(_header("Idempotency-Key", "Repeating a request with its key repeats no effect."))
    return parameters


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


def _success(declared: Operation) -> dict[str, Any]:
    if declared.binary:
        return {"description": "The bytes.", "content": {"application/octet-stream": {}}}
    if declared.returns is None:
        return {"description": "Done."}
    return {"description": "The answer.", "content": {"application/json": {"schema": declared.returns}}}


def _schema_name(schema: Any) -> str:
    made = schema if isinstance(schema, type) else type(schema)
    return made.__name__


def _ordered(value: Any) -> Any:
    """Mappings in the order of their keys and values as plain JSON, so that equal contracts are equal texts."""
    if isinstance(value, dict):
        return {str(key): _ordered(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    return value
