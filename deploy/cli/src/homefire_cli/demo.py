"""Loads the demonstration record through the services' own operations, by the door for history.

Each part is looked for first and entered only when it is missing, so loading twice, or after a load that was
broken off, changes nothing that is there.
"""

from __future__ import annotations

import os
import tomllib
from datetime import datetime
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from homefire_cli.errors import CannotRun
from homefire_cli.stack import Stack

TIMEOUT = 30.0


def load(stack: Stack) -> int:
    """Enters what is missing of the demonstration record; returns the customer's number."""
    source = resources.files("homefire_cli") / "demonstration.toml"
    try:
        with _Services(stack) as services:
            return _Loader(services, tomllib.loads(source.read_text())).load()
    except httpx.TransportError as error:
        raise CannotRun(
            "A service does not answer: start the suite with ./homefire up, which loads the record by itself."
        ) from error


class _Services:
    """The services' own ports, with a token that may write history."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        token = stack.token("history_loader", name="DEMONSTRATION LOADER", subject="demonstration")
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT, trust_env=False
        )

    def __enter__(self) -> _Services:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, service: str, path: str) -> Any:
        """What a read answers, or None when there is nothing."""
        answer = self._http.get(self._stack.service_url(service) + path)
        return None if answer.status_code == 404 else self._checked(service, answer)

    def send(
        self, service: str, method: str, path: str, body: dict[str, Any], version: int | None = None
    ) -> Any:
        """What a write answers."""
        headers = {} if version is None else {"If-Match": str(version)}
        url = self._stack.service_url(service) + path
        return self._checked(service, self._http.request(method, url, json=body, headers=headers))

    @staticmethod
    def _checked(service: str, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json()
        problem = answer.json()
        wrong = [f"{field['field']}: {field['detail']}" for field in problem.get("fields", ())]
        raise CannotRun(
            f"{service} refused a part of the demonstration record: {'; '.join(wrong) or problem['detail']}"
        )


class _Loader:
    def __init__(self, services: _Services, record: dict[str, Any]) -> None:
        self._services = services
        self._record = record
        self._number: int = record["customer"]["number"]
        self._zone = ZoneInfo(os.environ.get("HOMEFIRE_TIME_ZONE", "America/Los_Angeles"))

    def load(self) -> int:
        self._customer()
        self._application()
        self._contact()
        self._note()
        self._dwelling()
        self._appointments()
        return self._number

    def _history(self, part: dict[str, Any], *names: str) -> dict[str, Any]:
        """Who and when as the manual has them, and what else of a part only history may give."""
        moment: datetime = part["entered_at"]
        history = {
            "entered_by": part["entered_by"],
            "entered_at": moment.replace(tzinfo=self._zone).isoformat(),
        }
        return history | {name: part[name] for name in names if name in part}

    def _customer(self) -> None:
        part = self._record["customer"]
        if self._services.get("customers", f"/customers/{self._number}") is None:
            body = part["fields"] | {"history": self._history(part, "number")}
            self._services.send("customers", "POST", "/customers", body)

    def _application(self) -> None:
        part, path = self._record["application"], f"/customers/{self._number}/applications"
        found = self._services.get("applications", path)
        if not found["applications"]:
            body = part["fields"] | {"history": self._history(part, "status")}
            made = self._services.send("applications", "POST", path, body)
            found = {"applications": [made], "household": None}
        if found["household"] is None:
            application = found["applications"][0]
            body = {"members": self._record["member"], "history": self._history(part)}
            members = f"/applications/{application['id']}/household/members"
            self._services.send("applications", "PUT", members, body, application["version"])

    def _contact(self) -> None:
        part, path = self._record["contact"], f"/customers/{self._number}/contact-entries"
        if not self._services.get("messaging", path)["items"]:
            self._services.send("messaging", "POST", path, part["fields"] | {"history": self._history(part)})

    def _note(self) -> None:
        part, path = self._record["note"], f"/customers/{self._number}/notes"
        known = self._services.get("audit", f"{path}?limit=100")["items"]
        if not any(note["source"] == "manual" for note in known):
            body = {"text": part["text"], "history": self._history(part)}
            self._services.send("audit", "POST", path, body)

    def _dwelling(self) -> None:
        part = self._record["dwelling"]
        dwelling = part["dwelling_id"]
        if self._services.get("weatherization", f"/dwellings/{dwelling}") is None:
            body = {"address": part["address"], "history": self._history(part, "dwelling_id")}
            self._services.send("weatherization", "POST", "/dwellings", body)
        linked = self._services.get("weatherization", f"/customers/{self._number}/dwellings")["items"]
        if not any(link["dwelling_id"] == dwelling for link in linked):
            body = {"dwelling_id": dwelling, "role": part["role"], "from": part["from"]}
            body["history"] = self._history(part)
            self._services.send("weatherization", "POST", f"/customers/{self._number}/dwellings", body)
        for job in self._record["job"]:
            if self._services.get("weatherization", f"/jobs/{job['job_id']}") is None:
                names = ("job_id", "status", "completed_date", "reported_date")
                body = {"job_type": job["job_type"], "history": self._history(job, *names)}
                self._services.send("weatherization", "POST", f"/dwellings/{dwelling}/jobs", body)

    def _appointments(self) -> None:
        shared, path = self._record["appointments"], f"/customers/{self._number}/appointments"
        have = len(self._services.get("appointments", path)["items"])
        for part in self._record["appointment"][have:]:
            body = {name: part[name] for name in ("date", "start_time", "end_time")}
            body |= {"employee": shared["employee"], "history": self._history(part | shared)}
            self._services.send("appointments", "POST", path, body)
