"""Customers for the benchmark: each with a record of the demonstration record's shape, names and ids of its own.

They enter through the services' own operations and the door for history, as the demonstration record does, so
that what is measured is what the services themselves have written.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from homefire_cli.errors import CannotRun
from homefire_cli.stack import Stack

_FIRST = 500_000
_FIRST_NAMES = ("ADA", "BRUNO", "CARMEN", "DIEGO", "ELENA", "FELIX", "GLORIA", "HUGO", "INES", "JORGE")
_LAST_NAMES = (
    "ABBOTT",
    "BARRERA",
    "CASTRO",
    "DUNN",
    "ESPINOZA",
    "FLORES",
    "GARCIA",
    "HAYES",
    "IBARRA",
    "JUAREZ",
)
_AT_ONCE = 6


def enter(stack: Stack, count: int) -> list[int]:
    """Enters that many customers and returns their numbers."""
    source = resources.files("homefire_cli") / "demonstration.toml"
    shape = tomllib.loads(source.read_text())
    numbers = list(range(_FIRST, _FIRST + count))
    token = stack.token("history_loader", name="BENCHMARK LOADER", subject="benchmark", lifetime=3600)
    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(headers=headers, timeout=30, trust_env=False) as http,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        list(pool.map(lambda number: _Person(stack, http, shape, number).enter(), numbers))
    return numbers


class _Person:
    """One customer on the way into the services."""

    def __init__(self, stack: Stack, http: httpx.Client, shape: dict[str, Any], number: int) -> None:
        self._stack = stack
        self._http = http
        self._shape = shape
        self._number = number
        self._place = number - _FIRST
        self._zone = ZoneInfo(os.environ.get("HOMEFIRE_TIME_ZONE", "America/Los_Angeles"))

    def enter(self) -> None:
        own = f"/customers/{self._number}"
        self._send("customers", "/customers", self._customer())
        made = self._send("applications", f"{own}/applications", self._application())
        members = {"members": self._members(), "history": self._history(self._shape["application"])}
        path = f"/applications/{made['id']}/household/members"
        self._send("applications", path, members, method="PUT", version=made["version"])
        contact, note = self._shape["contact"], self._shape["note"]
        self._send("messaging", f"{own}/contact-entries", contact["fields"] | self._dated(contact))
        self._send("audit", f"{own}/notes", {"text": note["text"], **self._dated(note)})
        self._enter_dwelling(own)
        for body in self._appointments():
            self._send("appointments", f"{own}/appointments", body)

    def _customer(self) -> dict[str, Any]:
        part = self._shape["customer"]
        history = self._history(part) | {"number": self._number}
        return part["fields"] | self._name() | {"ssn": self._ssn(), "history": history}

    def _application(self) -> dict[str, Any]:
        part = self._shape["application"]
        fields = part["fields"] | {"account_number": f"{20_000_000_000 + self._place}"}
        fields["place_of_service"] = fields["place_of_service"] | {"number": str(self._place + 2)}
        return fields | {"history": self._history(part) | {"status": part["status"]}}

    def _members(self) -> list[dict[str, Any]]:
        first, *others = self._shape["member"]
        return [first | self._name() | {"ssn": self._ssn()}, *others]

    def _enter_dwelling(self, own: str) -> None:
        part = self._shape["dwelling"]
        address = part["address"] | {"number": str(self._place + 2)}
        made = self._send("weatherization", "/dwellings", {"address": address, **self._dated(part)})
        link = {"dwelling_id": made["dwelling_id"], "role": part["role"], "from": part["from"]}
        self._send("weatherization", f"{own}/dwellings", link | self._dated(part))
        for job in self._shape["job"]:
            progress = {
                name: job[name] for name in ("status", "completed_date", "reported_date") if name in job
            }
            body = {"job_type": job["job_type"], "history": self._history(job) | progress}
            self._send("weatherization", f"/dwellings/{made['dwelling_id']}/jobs", body)

    def _appointments(self) -> Iterable[dict[str, Any]]:
        shared = self._shape["appointments"]
        for part in self._shape["appointment"]:
            body = {name: part[name] for name in ("date", "start_time", "end_time")}
            # An employee of each customer's own, since nobody is in two places at one time.
            yield body | {"employee": f"{shared['employee']} {self._place}", **self._dated(part | shared)}

    def _name(self) -> dict[str, str]:
        first, last = self._place % len(_FIRST_NAMES), self._place // len(_FIRST_NAMES) % len(_LAST_NAMES)
        return {"first_name": _FIRST_NAMES[first], "last_name": _LAST_NAMES[last]}

    def _ssn(self) -> str:
        return (
            f"{301 + self._place // 5000:03}-{20 + self._place // 100 % 50:02}-{1001 + self._place % 100:04}"
        )

    def _history(self, part: dict[str, Any]) -> dict[str, Any]:
        moment = part["entered_at"].replace(tzinfo=self._zone).isoformat()
        return {"entered_by": part["entered_by"], "entered_at": moment}

    def _dated(self, part: dict[str, Any]) -> dict[str, Any]:
        return {"history": self._history(part)}

    def _send(
        self,
        service: str,
        path: str,
        body: dict[str, Any],
        *,
        method: str = "POST",
        version: int | None = None,
    ) -> Any:
        headers = {} if version is None else {"If-Match": str(version)}
        answer = self._http.request(
            method, self._stack.service_url(service) + path, json=body, headers=headers
        )
        if not answer.is_success:
            raise CannotRun(f"{service} refused a customer of the benchmark: {answer.text}")
        return answer.json()
