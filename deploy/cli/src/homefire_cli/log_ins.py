"""The demonstration's log-ins: one for each role of the staff, and one agency system."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass

from homefire_cli.errors import CannotRun
from homefire_cli.keys import write_private
from homefire_cli.stack import Stack
from homefire_cli.suite import GATEWAY, SERVICES

AGENCY_SYSTEM = "agency"
"""The client id with which an agency system of the demonstration asks for access tokens."""

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_OFFICE, _HEAD_OFFICE = "WATSONVILLE", "SANTA CRUZ"
_STAFF = {
    "caseworker": ("JOHN JOHNSON", "caseworker", "Caseworker", _OFFICE),
    "analyst": ("DEMO ANALYST", "analyst", "Analyst", _OFFICE),
    "qa": ("Q/A ANALYST", "qa_analyst", "Q/A Analyst", _HEAD_OFFICE),
    "assessor": ("DEMO ASSESSOR", "assessor", "Assessor", _OFFICE),
    "supervisor": ("DEMO SUPERVISOR", "supervisor", "Management", _HEAD_OFFICE),
    "manager": ("DEMO MANAGER", "program_manager", "Program Manager", _HEAD_OFFICE),
    "auditor": ("DEMO AUDITOR", "auditor", "Auditor", _HEAD_OFFICE),
    "administrator": ("DEMO ADMINISTRATOR", "administrator", "Administrator", _HEAD_OFFICE),
}
_HOURS = {day: ["08:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody of the demonstration who may log in."""

    user_name: str
    display_name: str
    role: str
    password: str
    job_title: str = ""
    office: str = ""


def ensure_log_ins(stack: Stack) -> list[LogIn]:
    """Makes the accounts, with passwords of this stack alone. The gateway's database must be migrated."""
    people = [
        LogIn(name, display_name, role, stack.keys.password(f"login.{name}", _easy_to_type), title, office)
        for name, (display_name, role, title, office) in _STAFF.items()
    ]
    document = stack.keys.folder / "log-ins.json"
    write_private(
        document, json.dumps({"accounts": list(map(_account, people)), "clients": [_client(stack)]})
    )
    done = subprocess.run(
        [sys.executable, "-m", GATEWAY, "accounts", "ensure", "--file", str(document)],
        cwd=stack.processes.folder,
        env=stack.environment(GATEWAY),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CannotRun(f"The log-ins of the demonstration could not be made: {done.stderr.strip()}")
    return people


def _account(person: LogIn) -> dict[str, object]:
    return {
        "user_name": person.user_name,
        "display_name": person.display_name,
        "kind": "staff",
        "roles": [person.role],
        "password": person.password,
        "job_title": person.job_title,
        "office": person.office,
        "phone_extension": str(101 + list(_STAFF).index(person.user_name)),
        "hours": _HOURS,
    }


def _client(stack: Stack) -> dict[str, object]:
    return {
        "client_id": AGENCY_SYSTEM,
        "name": "DEMO AGENCY SYSTEM",
        "secret": stack.keys.password(f"client.{AGENCY_SYSTEM}"),
        "roles": ["agency"],
        "audiences": list(SERVICES),
    }


def _easy_to_type() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
