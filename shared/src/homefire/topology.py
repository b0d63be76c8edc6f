"""Who calls whom, who publishes what, who consumes it: the suite's bus as data.

`contracts/topology.json` is generated from the services' own declarations and committed. The broker's
definitions (`homefire.bus`), the local runner and the architecture tests read it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

GATEWAY = "gateway"
"""The gateway calls every service and offers nothing on the bus, so the file does not list it."""

EVERY = "*"
"""As the source of a consumption: the events of every service."""


@dataclass(frozen=True, slots=True)
class Consumption:
    """One queue of events: whose, of which types (`("*",)` means all), and whether one consumer at a time."""

    queue: str
    source: str
    types: tuple[str, ...]
    single_active: bool = False

    @property
    def dead_queue(self) -> str:
        """Where an event goes that this queue's consumer could not handle."""
        return f"{self.queue}.dead"


@dataclass(frozen=True, slots=True)
class ServiceTopology:
    """One service on the bus: its HTTP port, the services it calls, its events out and in.

    `scopes` are what its key may sign beyond reading from those it calls.
    """

    name: str
    port: int
    calls: tuple[str, ...] = ()
    publishes: tuple[str, ...] = ()
    consumes: tuple[Consumption, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outsider:
    """A system that is none of the services and takes part by events alone: what it tells, what it hears.

    Its name is that of its user at the broker. It calls nobody and nobody calls it.
    """

    name: str
    publishes: tuple[str, ...] = ()
    consumes: tuple[Consumption, ...] = ()


@dataclass(frozen=True, slots=True)
class Topology:
    """All services of the suite, in the order of their ports, and the systems that stand outside."""

    services: Mapping[str, ServiceTopology] = field(default_factory=dict)
    outside: Mapping[str, Outsider] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None = None) -> Topology:
        """The committed topology, or the one in `path`; raises `ValueError` when it contradicts itself."""
        source = path or resources.files("homefire") / "contracts" / "topology.json"
        return cls.from_dict(json.loads(source.read_text("utf-8")))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Topology:
        """The topology that `as_dict` wrote; raises `ValueError` when it contradicts itself."""
        services = {name: _service(name, entry) for name, entry in document["services"].items()}
        outside = {name: _outsider(name, entry) for name, entry in document.get("outside", {}).items()}
        topology = cls(dict(sorted(services.items(), key=lambda item: item[1].port)), outside)
        topology._check()
        return topology

    def as_dict(self) -> dict[str, Any]:
        """The document as it is committed: plain JSON values, in a stable order."""
        document: dict[str, Any] = {
            "services": {name: _entry(service) for name, service in self.services.items()}
        }
        if self.outside:
            document["outside"] = {name: _outside_entry(party) for name, party in self.outside.items()}
        return document

    def consumptions(self, outside: Iterable[str] = ()) -> Iterator[Consumption]:
        """Every queue of events in the suite, and those of these systems outside."""
        for service in self.services.values():
            yield from service.consumes
        for name in outside:
            yield from self.outside[name].consumes

    def sources(self, consumption: Consumption) -> tuple[str, ...]:
        """The services whose events this queue takes."""
        return tuple(self.services) if consumption.source == EVERY else (consumption.source,)

    def callable_by(self, user: str) -> tuple[str, ...]:
        """The services that a service may call; anyone else, so the gateway and agency systems, calls all."""
        service = self.services.get(user)
        return service.calls if service else tuple(self.services)

    def _check(self) -> None:
        known = set(self.services)
        queues: set[str] = set()
        for name, service in self.services.items():
            strangers = set(service.calls) - known
            if strangers:
                raise ValueError(f"{name} calls services that do not exist: {sorted(strangers)}")
        if known & set(self.outside):
            raise ValueError(f"no service stands outside: {sorted(known & set(self.outside))}")
        parties: dict[str, ServiceTopology | Outsider] = {**self.services, **self.outside}
        for name, party in parties.items():
            for consumption in party.consumes:
                if consumption.source not in {*known, *self.outside, EVERY}:
                    raise ValueError(f"{consumption.queue} consumes from {consumption.source}, no service")
                if not consumption.queue.startswith(f"{name}.") or consumption.queue in queues:
                    raise ValueError(f"{consumption.queue} must be {name}'s own queue, and be named once")
                queues.add(consumption.queue)


def _service(name: str, entry: Mapping[str, Any]) -> ServiceTopology:
    calls, publishes, scopes = (tuple(entry.get(part, ())) for part in ("calls", "publishes", "scopes"))
    return ServiceTopology(name, int(entry["port"]), calls, publishes, _consumes(entry), scopes)


def _outsider(name: str, entry: Mapping[str, Any]) -> Outsider:
    return Outsider(name, tuple(entry.get("publishes", ())), _consumes(entry))


def _consumes(entry: Mapping[str, Any]) -> tuple[Consumption, ...]:
    return tuple(
        Consumption(
            item["queue"], item["source"], tuple(item["types"]), bool(item.get("single_active", False))
        )
        for item in entry.get("consumes", ())
    )


def _entry(service: ServiceTopology) -> dict[str, Any]:
    scopes = {"scopes": list(service.scopes)} if service.scopes else {}
    return {"port": service.port, "calls": list(service.calls), **scopes, **_outside_entry(service)}


def _outside_entry(party: ServiceTopology | Outsider) -> dict[str, Any]:
    return {
        "publishes": list(party.publishes),
        "consumes": [
            {
                "queue": consumption.queue,
                "source": consumption.source,
                "types": list(consumption.types),
                "single_active": consumption.single_active,
            }
            for consumption in party.consumes
        ],
    }
