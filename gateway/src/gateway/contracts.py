"""The services' committed contracts: what may be called, and how. Every API route is made from them.

A contract is an OpenAPI 3.1 document; each operation's `x-homefire` says which service and method stand
behind it, the scope it needs, and whether it travels by RPC or over the service's own HTTP port.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from gateway.settings import SERVICES

METHODS = ("get", "post", "put", "patch", "delete")
DEFAULT_MAX_BODY = 1_000_000
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """One operation as its contract describes it. `max_body` is in bytes; `media` is None without a body."""

    id: str
    service: str
    method: str
    http_method: str
    path: str
    scope: str
    transport: str
    versioned: bool
    status: int
    media: str | None
    max_body: int
    path_parameters: tuple[tuple[str, str], ...]
    query_parameters: Mapping[str, bool]
    document: Mapping[str, Any] = field(repr=False)
    """The operation's own part of the contract, with its path's parameters; only those are resolved."""

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.http_method == "GET"

    @cached_property
    def rule(self) -> str:
        """The path as werkzeug writes it."""
        kinds = {name: "int" if kind == "integer" else "string" for name, kind in self.path_parameters}
        return _PARAMETER.sub(lambda match: f"<{kinds.get(match[1], 'string')}:{match[1]}>", self.path)

    def url(self, values: Mapping[str, Any]) -> str:
        """The path with its parameters filled in; the values are already matched, so they hold no slash."""
        from urllib.parse import quote

        return _PARAMETER.sub(lambda match: quote(str(values[match[1]]), safe=""), self.path)


class Contracts:
    """Every operation of every service, by its id (`customers.update_customer`)."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self.documents = documents
        self.operations: dict[str, Operation] = {}
        routes: dict[tuple[str, str], str] = {}
        for service, document in documents.items():
            for operation in read_operations(service, document):
                route = (operation.http_method, _PARAMETER.sub("{}", operation.path))
                if route in routes:
                    raise ValueError(f"{operation.id} and {routes[route]} have the same route {route}")
                routes[route] = operation.id
                self.operations[operation.id] = operation

    @classmethod
    def committed(cls, folder: Path | None = None) -> Contracts:
        """The contracts that ship with `homefire`, or those in `folder`."""
        root = folder or files("homefire").joinpath("contracts")
        return cls(
            {name: json.loads(root.joinpath(f"{name}.openapi.json").read_text("utf-8")) for name in SERVICES}
        )

    def __getitem__(self, operation_id: str) -> Operation:
        return self.operations[operation_id]

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations.values())

    def limit_of(self, operation_id: str, name: str, default: int) -> int:
        """How many characters a body's field may have, as its contract says."""
        operation = self.operations.get(operation_id)
        content = operation.document.get("requestBody", {}).get("content", {}) if operation else {}
        schema = (
            self.resolved(operation.service, content.get("application/json", {}).get("schema", {}))
            if operation
            else {}
        )
        return int(schema.get("properties", {}).get(name, {}).get("maxLength", default))

    def field_of(self, operation_id: str, name: str) -> Mapping[str, Any]:
        """What a contract says of a body's field; nothing where there is no such field."""
        operation = self.operations.get(operation_id)
        if operation is None:
            return {}
        content = operation.document.get("requestBody", {}).get("content", {})
        schema = self.resolved(operation.service, content.get("application/json", {}).get("schema", {}))
        return self.resolved(operation.service, schema.get("properties", {}).get(name, {}))

    def limits_of(self, operation_id: str) -> dict[str, int]:
        """The most characters of each field of a body, an object's fields under dotted names (R256)."""
        operation = self.operations.get(operation_id)
        if operation is None:
            return {}
        content = operation.document.get("requestBody", {}).get("content", {})
        return dict(
            self._limits(operation.service, content.get("application/json", {}).get("schema", {}), "")
        )

    def _limits(self, service: str, schema: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, int]]:
        for name, entry in self.resolved(service, schema).get("properties", {}).items():
            found = self.resolved(service, entry)
            if "maxLength" in found:
                yield prefix + name, int(found["maxLength"])
            if not prefix:
                yield from self._limits(service, found, f"{name}.")

    def resolved(self, service: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema, or what it refers to within its service's document."""
        return resolve(self.documents[service], schema)


def resolve(document: Mapping[str, Any], thing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follows `$ref` within one document."""
    while "$ref" in thing:
        found: Any = document
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        thing = found
    return thing


def read_operations(service: str, document: Mapping[str, Any]) -> Iterator[Operation]:
    """The operations of one service's document, in its order."""
    for path, item in document["paths"].items():
        shared = item.get("parameters", [])
        for method in METHODS:
            if method in item:
                yield _read_operation(service, document, path, method, item[method], shared)


def _read_operation(
    service: str,
    document: Mapping[str, Any],
    path: str,
    method: str,
    entry: Mapping[str, Any],
    shared: Iterable[Mapping[str, Any]],
) -> Operation:
    extension = entry["x-homefire"]
    parameters = [resolve(document, parameter) for parameter in (*shared, *entry.get("parameters", ()))]
    kinds = {p["name"]: _kind(document, p) for p in parameters if p["in"] == "path"}
    body = resolve(document, entry.get("requestBody", {}))
    return Operation(
        id=entry["operationId"],
        service=extension.get("service", service),
        method=extension.get("method", entry["operationId"].partition(".")[2]),
        http_method=method.upper(),
        path=path,
        scope=extension["scope"],
        transport=extension.get("transport", "rpc"),
        versioned=bool(extension.get("versioned", False)),
        status=min((int(code) for code in entry.get("responses", {}) if code.startswith("2")), default=200),
        media=next(iter(body.get("content", {})), None),
        max_body=int(extension.get("max_body", DEFAULT_MAX_BODY)),
        path_parameters=tuple((name, kinds.get(name, "string")) for name in _PARAMETER.findall(path)),
        query_parameters={p["name"]: _kind(document, p) == "array" for p in parameters if p["in"] == "query"},
        document={**entry, "parameters": parameters, "requestBody": body},
    )


def _kind(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> str:
    kind = resolve(document, parameter.get("schema", {})).get("type", "string")
    return next((name for name in kind if name != "null"), "string") if isinstance(kind, list) else str(kind)
