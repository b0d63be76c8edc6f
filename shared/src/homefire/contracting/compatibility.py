"""Whether a new contract would break those who rely on the old one.

Clients may be sent more than they know and must go on sending what they sent. So what is answered or published
may gain members and lose none, and what is taken may gain optional members and lose none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")


def breaking_openapi(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What a client of the old document would miss, one sentence each."""
    return [
        f"{method.upper()} {path}: {what}"
        for path, item in old["paths"].items()
        for method in _METHODS
        if method in item
        for what in _operation(old, new, item[method], new["paths"].get(path, {}).get(method))
    ]


def breaking_asyncapi(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """What a consumer of the old document's events would miss, one sentence each."""
    found = []
    for name, message in old["components"]["messages"].items():
        counterpart = new["components"]["messages"].get(name)
        if counterpart is None:
            found.append(f"{name}: the event type is gone")
            continue
        parts = zip(message["payload"]["allOf"], counterpart["payload"]["allOf"], strict=True)
        for before, after in parts:
            found += [f"{name}: {what}" for what in _answered(old, new, before, after, "payload")]
    return found


def _operation(old: Any, new: Any, before: Any, after: Any) -> Iterator[str]:
    if after is None:
        yield "the operation is gone"
        return
    for name in ("operationId",):
        if before[name] != after[name]:
            yield f"{name} changed from {before[name]} to {after[name]}"
    extensions = before["x-homefire"], after["x-homefire"]
    for name in ("scope", "transport"):
        if extensions[0][name] != extensions[1][name]:
            yield f"{name} changed from {extensions[0][name]} to {extensions[1][name]}"
    yield from _parameters(old, new, before, after)
    yield from _bodies(old, new, before.get("requestBody"), after.get("requestBody"))
    for status, response in before["responses"].items():
        if status not in after["responses"]:
            yield f"status {status} is no longer answered"
            continue
        media = response.get("content", {}).get("application/json", {}).get("schema")
        media_after = after["responses"][status].get("content", {}).get("application/json", {}).get("schema")
        if media is not None:
            yield from _answered(old, new, media, media_after or {}, "answer")


def _parameters(old: Any, new: Any, before: Any, after: Any) -> Iterator[str]:
    known = {(item["in"], item["name"]): item for item in before.get("parameters", ())}
    now = {(item["in"], item["name"]): item for item in after.get("parameters", ())}
    for place, name in sorted(known.keys() - now.keys()):
        yield f"{place} parameter {name} is gone"
    for key, item in now.items():
        was = known.get(key)
        if item.get("required") and not (was and was.get("required")):
            yield f"{key[0]} parameter {key[1]} is newly required"
        if was:
            yield from _taken(old, new, was["schema"], item["schema"], f"{key[0]} parameter {key[1]}")


def _bodies(old: Any, new: Any, before: Any, after: Any) -> Iterator[str]:
    if before is None:
        if after is not None and after.get("required"):
            yield "a body is newly required"
        return
    for media, content in before["content"].items():
        if after is None or media not in after["content"]:
            yield f"a body of {media} is no longer taken"
            continue
        yield from _taken(old, new, content["schema"], after["content"][media]["schema"], "body")


def _answered(old: Any, new: Any, before: Any, after: Any, where: str) -> Iterator[str]:
    """What is sent: every old member stays, with its type; required ones stay required."""
    before, after = _resolve(old, before), _resolve(new, after)
    if not _kind(after) <= _kind(before) and _kind(before) and _kind(after):
        yield f"{where} changed its type from {sorted(_kind(before))} to {sorted(_kind(after))}"
        return
    if "items" in before:
        yield from _answered(old, new, before["items"], after.get("items", {}), f"{where}[]")
    for name, schema in before.get("properties", {}).items():
        here = f"{where}.{name}"
        if name not in after.get("properties", {}):
            yield f"{here} is gone"
            continue
        if name in before.get("required", ()) and name not in after.get("required", ()):
            yield f"{here} may now be missing"
        yield from _answered(old, new, schema, after["properties"][name], here)


def _taken(old: Any, new: Any, before: Any, after: Any, where: str) -> Iterator[str]:
    """What is accepted: every old member is still taken, no limit is narrowed, none is newly required."""
    before, after = _resolve(old, before), _resolve(new, after)
    if not _kind(before) <= _kind(after) and _kind(before) and _kind(after):
        yield f"{where} changed its type from {sorted(_kind(before))} to {sorted(_kind(after))}"
        return
    yield from _narrowed(before, after, where)
    if "items" in before:
        yield from _taken(old, new, before["items"], after.get("items", {}), f"{where}[]")
    for name in set(after.get("required", ())) - set(before.get("required", ())):
        yield f"{where}.{name} is newly required"
    for name, schema in before.get("properties", {}).items():
        here = f"{where}.{name}"
        if name not in after.get("properties", {}):
            yield f"{here} is no longer taken"
        else:
            yield from _taken(old, new, schema, after["properties"][name], here)


def _narrowed(before: Mapping[str, Any], after: Mapping[str, Any], where: str) -> Iterator[str]:
    if "enum" in after and not ("enum" in before and set(before["enum"]) <= set(after["enum"])):
        yield f"{where} takes fewer values"
    for name in ("maxLength", "maximum", "maxItems"):
        if after.get(name, math.inf) < before.get(name, math.inf):
            yield f"{where} has a lower {name}"
    for name in ("minLength", "minimum", "minItems"):
        if after.get(name, -math.inf) > before.get(name, -math.inf):
            yield f"{where} has a higher {name}"
    for name in ("format", "pattern"):
        if name in after and after[name] != before.get(name):
            yield f"{where} has another {name}"


def _kind(schema: Mapping[str, Any]) -> frozenset[str]:
    kind = schema.get("type", ())
    return frozenset([kind] if isinstance(kind, str) else kind)


def _resolve(document: Mapping[str, Any], schema: Any) -> Mapping[str, Any]:
    nullable = "anyOf" in schema and {"type": "null"} in schema["anyOf"]
    if nullable and len(schema["anyOf"]) == 2:
        # A nullable reference: the part that is not null is what has members.
        schema = next(part for part in schema["anyOf"] if part != {"type": "null"})
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    resolved: Mapping[str, Any] = schema
    return {**resolved, "type": sorted(_kind(resolved) | {"null"})} if nullable else resolved
