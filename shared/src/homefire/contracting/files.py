"""The committed contracts as files: writing them, comparing them with the code, and with the last release."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from homefire import topology
from homefire.committed import FOLDER, RELEASED

ASYNCAPI = "events.asyncapi.json"
TOPOLOGY = "topology.json"


def generated() -> dict[str, dict[str, Any]]:
    """Every contract by its file name, from the code as it is now.

    The committed topology names the services and their ports, and the systems that stand outside; all else in it
    is generated.
    """
    from homefire.contracting.asyncapi import asyncapi_of
    from homefire.contracting.openapi import openapi_of
    from homefire.inbox import handlers_of
    from homefire.runtime import load_service

    documents: dict[str, dict[str, Any]] = {}
    published = {}
    services = {}
    committed = topology.Topology.load(FOLDER / TOPOLOGY)
    for name, known in committed.services.items():
        service = load_service(name)
        handlers = handlers_of(service)
        for handler in handlers:
            if handler.outside != (handler.source in committed.outside):
                raise ValueError(f"{handler.queue(name)} must say whether {handler.source} stands outside")
        published[name] = importlib.import_module(f"{name}.events").PUBLISHED
        documents[f"{name}.openapi.json"] = openapi_of(service)
        own = tuple(
            topology.Consumption(handler.queue(name), handler.source, handler.types) for handler in handlers
        )
        services[name] = topology.ServiceTopology(
            name,
            known.port,
            service.calls,
            tuple(event.name for event in published[name]),
            (*own, *service.consumes),
            service.scopes,
        )
    version = importlib.import_module("homefire").__version__
    documents[ASYNCAPI] = asyncapi_of(published, version)
    documents[TOPOLOGY] = topology.Topology(services, committed.outside).as_dict()
    return documents


def differences() -> list[str]:
    """The files whose committed text is not what the code gives."""
    return [name for name, document in generated().items() if _text(FOLDER / name) != as_text(document)]


def breaking() -> list[str]:
    """What the code as it is now would break for clients of the last release."""
    from homefire.contracting.compatibility import breaking_asyncapi, breaking_openapi

    found = []
    for name, document in generated().items():
        released = RELEASED / name
        if name == TOPOLOGY or not released.exists():
            continue
        compare = breaking_asyncapi if name == ASYNCAPI else breaking_openapi
        found += [f"{name}: {what}" for what in compare(json.loads(released.read_text()), document)]
    return found


def write_or_check(*, check: bool = False, release: bool = False) -> int:
    """Writes the contracts, or only says which differ; the exit status. `release` makes them the ones to keep."""
    broken = [] if release else breaking()
    for what in broken:
        print(f"would break a client: {what}", file=sys.stderr)
    if check:
        differing = differences()
        for name in differing:
            print(f"{name} differs from the code: run ./homefire contracts and commit it.", file=sys.stderr)
        return 1 if broken or differing else 0
    for name, document in generated().items():
        (FOLDER / name).write_text(as_text(document))
        if release and name != TOPOLOGY:
            RELEASED.mkdir(exist_ok=True)
            (RELEASED / name).write_text(as_text(document))
    return 1 if broken else 0


def as_text(document: dict[str, Any]) -> str:
    """The text of a contract as it is committed."""
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
