"""Keys and passwords of one stack, made on first use, readable by their owner alone.

Nothing here has a default: a value exists once it was made at random, and stays for as long as the stack's
data, which could not be read without it.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from homefire.auth import new_private_jwk, public_entry
from homefire.topology import Topology
from homefire_cli.suite import GATEWAY, PROGRAMS, SERVICES

_PEOPLE = ["staff", "agency", "customer", "vendor"]


class Keys:
    """The folder of keys and passwords."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, topology: Topology) -> None:
        """Makes what is missing and publishes the public key set."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for program in PROGRAMS:
            self._once(self.signing_key(program), partial(_new_signing_key, program))
        for service in SERVICES:
            self._once(self.master_key(service), _random_key)
        self._once(self.blind_index_key, _random_key)
        self._once(self.gateway_secret_key, _random_key)
        self._once(self.mail_catcher_token, _random_password)
        write_private(self.public_keys, _json({"keys": self._public_entries(topology)}))

    def password(self, purpose: str, make: Callable[[], str] | None = None) -> str:
        """The password for a purpose such as "customers.database"; made when it is asked for first."""
        path = self.folder / f"{purpose}.password"
        self._once(path, make or _random_password)
        return path.read_text().strip()

    def signing_key(self, program: str) -> Path:
        """A private Ed25519 key as a JWK."""
        return self.folder / f"{program}.signing-key.json"

    def master_key(self, service: str) -> Path:
        """What wraps a service's data keys: 32 bytes in base64."""
        return self.folder / f"{service}.master-key"

    @property
    def blind_index_key(self) -> Path:
        """What Social Security numbers are searched with, held by customers and applications only."""
        return self.folder / "blind-index-key"

    @property
    def gateway_secret_key(self) -> Path:
        """What the gateway binds its cookies to."""
        return self.folder / "gateway.secret-key"

    @property
    def mail_catcher_token(self) -> Path:
        """What messaging shows to the mail catcher, which believes everybody."""
        return self.folder / "mail-catcher.token"

    @property
    def public_keys(self) -> Path:
        """Every public key with what it may sign."""
        return self.folder / "keys.json"

    def _public_entries(self, topology: Topology) -> list[dict[str, Any]]:
        entries = [public_entry(self._private(GATEWAY), issuer=GATEWAY, kinds=_PEOPLE, scopes=["*"])]
        for service in SERVICES:
            scopes = [f"{called}:read" for called in topology.callable_by(service)]
            scopes += topology.services[service].scopes
            entries.append(
                public_entry(self._private(service), issuer=service, kinds=["service"], scopes=scopes)
            )
        return entries

    def _private(self, program: str) -> dict[str, Any]:
        return json.loads(self.signing_key(program).read_text())

    @staticmethod
    def _once(path: Path, make: Callable[[], str]) -> None:
        if not path.exists():
            write_private(path, make())


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def _new_signing_key(program: str) -> str:
    return _json(new_private_jwk(f"{program}-1"))


def _random_password() -> str:
    return secrets.token_urlsafe(24)


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2)
