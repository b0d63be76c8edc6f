"""What each program of a stack is told: environment variables, and no program's secrets to another."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from homefire_cli.keys import Keys
from homefire_cli.ports import HOST, Ports
from homefire_cli.suite import (
    BESIDE,
    CORE_SIMULATOR,
    GATEWAY,
    MAIL_CATCHER,
    MAIL_CATCHER_SMTP,
    PROGRAMS,
    SERVICES,
)

_BLIND_INDEX_HOLDERS = ("customers", "applications")
_ASKED_OVER_HTTP = {"applications": ("customers",)}
"""Whom a service asks for values that may not cross the bus."""
_OWN_PREFIXES = ("HOMEFIRE_", *(f"{program.upper()}_" for program in (*PROGRAMS, *BESIDE)))
_BEHAVIOUR = ("BEHAVIOUR", "DELAY")
_SENDING = "MESSAGING_"
_SENDING_NAMES = ("SMTP_", "SMS_", "EMAIL_FROM")
_PASSED_ON = ("HOMEFIRE_LOG_LEVEL", "HOMEFIRE_TIME_ZONE")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a program finds its database and its broker, with the passwords in the URLs."""

    database: str
    migrate_database: str
    amqp: str


def program_environment(
    program: str, *, addresses: Addresses, keys: Keys, ports: Ports, documents: Path, migrating: bool = False
) -> dict[str, str]:
    """The environment of one program. The role that owns the schema is known while migrating alone."""
    own = {
        "DATABASE_URL": addresses.database,
        "AMQP_URL": addresses.amqp,
        "HTTP_ADDRESS": f"{HOST}:{ports[program]}",
        "SIGNING_KEY_FILE": str(keys.signing_key(program)),
    }
    if migrating:
        own["MIGRATE_DATABASE_URL"] = addresses.migrate_database
    if program in SERVICES:
        own["MASTER_KEY_FILE"] = str(keys.master_key(program))
    if program == "documents":
        own["STORE"] = str(documents)
    if program in _ASKED_OVER_HTTP:
        own["SERVICE_URLS"] = _urls(_ASKED_OVER_HTTP[program], ports)
    if program == GATEWAY:
        own |= _gateway(keys, ports)
    shared = {"HOMEFIRE_KEYS_FILE": str(keys.public_keys)}
    if program == "messaging":
        own |= _sending(ports, keys)
    if program in _BLIND_INDEX_HOLDERS:
        shared["HOMEFIRE_BLIND_INDEX_KEY_FILE"] = str(keys.blind_index_key)
    prefixed = {f"{program.upper()}_{name}": value for name, value in own.items()}
    return {**surroundings(os.environ), **shared, **prefixed}


def simulator_environment(amqp: str, ports: Ports) -> dict[str, str]:
    """What the simulator of CORE is told: its broker, its port, and how it behaves where the caller says so."""
    prefix = CORE_SIMULATOR.upper()
    behaviour = {name: value for name in _BEHAVIOUR if (value := os.environ.get(f"{prefix}_{name}"))}
    own = {"AMQP_URL": amqp, "HTTP_ADDRESS": f"{HOST}:{ports[CORE_SIMULATOR]}", **behaviour}
    return {**surroundings(os.environ), **{f"{prefix}_{name}": value for name, value in own.items()}}


def catcher_environment(ports: Ports) -> dict[str, str]:
    """What the mail catcher is told: its two ports."""
    own = {"HTTP_ADDRESS": ports[MAIL_CATCHER], "SMTP_ADDRESS": ports[MAIL_CATCHER_SMTP]}
    prefixed = {f"{MAIL_CATCHER.upper()}_{name}": f"{HOST}:{port}" for name, port in own.items()}
    return {**surroundings(os.environ), **prefixed}


def beside_from_environment() -> tuple[str, ...]:
    """What runs beside a local suite: no mail catcher where the caller has set anything of how messages go out."""
    return tuple(name for name in BESIDE if name != MAIL_CATCHER or not _sends_for_real())


def _sends_for_real() -> bool:
    """Whether a mail server or a provider of texts is set, be it in part: then nothing is caught instead."""
    return any(
        value and name.startswith((f"{_SENDING}SMTP_", f"{_SENDING}SMS_"))
        for name, value in os.environ.items()
    )


def _sending(ports: Ports, keys: Keys) -> dict[str, str]:
    """How messages go out: as the caller's environment says, else to the mail catcher."""
    if _sends_for_real():
        given = {
            name.removeprefix(_SENDING): value
            for name, value in os.environ.items()
            if name.startswith(_SENDING)
        }
        return {name: value for name, value in given.items() if name.startswith(_SENDING_NAMES)}
    return {
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(ports[MAIL_CATCHER_SMTP]),
        "SMTP_SECURITY": "none",
        "EMAIL_FROM": "Homefire demonstration <agency@homefire.example>",
        "SMS_URL": f"http://{HOST}:{ports[MAIL_CATCHER]}/texts",
        "SMS_ACCOUNT": MAIL_CATCHER,
        "SMS_TOKEN_FILE": str(keys.mail_catcher_token),
        "SMS_FROM": "+15005550006",
    }


def surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """What the caller's environment passes on: all but what configures some Homefire program."""
    return {
        name: value
        for name, value in environment.items()
        if name in _PASSED_ON or not name.startswith(_OWN_PREFIXES)
    }


def _urls(services: Iterable[str], ports: Ports) -> str:
    return json.dumps({service: f"http://{HOST}:{ports[service]}" for service in services})


def _gateway(keys: Keys, ports: Ports) -> dict[str, str]:
    return {
        "SERVICE_URLS": _urls(SERVICES, ports),
        "SECRET_KEY_FILE": str(keys.gateway_secret_key),
        # The runner serves plain HTTP on the loopback address, where a secure cookie would never return.
        "SECURE_COOKIES": "false",
    }
