"""Configuration: from the environment, typed, read once. No secret has a default."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from environs import Env


@dataclass(frozen=True, slots=True)
class Settings:
    """What one service process needs to know about where it runs.

    `database_url` connects as the role that runs the service and owns nothing; `migrate_database_url`, used by
    `migrate` alone, as the role that owns the schema. `service_urls` is where other services answer HTTP; those that it
    leaves out, on this machine's loopback address at the ports of the topology.
    """

    service: str
    database_url: str = field(repr=False)
    migrate_database_url: str | None = field(repr=False)
    amqp_url: str = field(repr=False)
    http_host: str
    http_port: int
    workers: int
    master_key_file: Path | None
    blind_index_key_file: Path | None
    signing_key_file: Path | None
    keys_file: Path | None
    time_zone: ZoneInfo
    log_level: str
    service_urls: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, service: str) -> Settings:
        """The settings of one service; a missing or malformed variable raises, naming it."""
        env = Env()
        shared = env
        prefix = f"{service.upper()}_"
        with env.prefixed(prefix):
            host, _, port = env.str("HTTP_ADDRESS", "127.0.0.1:8000").rpartition(":")
            own: dict[str, Any] = {
                "database_url": env.str("DATABASE_URL", ""),
                "migrate_database_url": env.str("MIGRATE_DATABASE_URL", None),
                "amqp_url": env.str("AMQP_URL", ""),
                "workers": env.int("WORKERS", 16),
                "master_key_file": _path(env.str("MASTER_KEY_FILE", None)),
                "signing_key_file": _path(env.str("SIGNING_KEY_FILE", None)),
                "service_urls": _urls(env.str("SERVICE_URLS", ""), f"{prefix}SERVICE_URLS"),
            }
        return cls(
            service=service,
            http_host=host or "127.0.0.1",
            http_port=int(port),
            blind_index_key_file=_path(shared.str("HOMEFIRE_BLIND_INDEX_KEY_FILE", None)),
            keys_file=_path(shared.str("HOMEFIRE_KEYS_FILE", None)),
            time_zone=ZoneInfo(shared.str("HOMEFIRE_TIME_ZONE", "America/Los_Angeles")),
            log_level=shared.str("HOMEFIRE_LOG_LEVEL", "INFO").upper(),
            **own,
        )

    def require(self, *names: str) -> None:
        """Raises `SystemExit` with one sentence that names every variable that is needed and missing."""
        variables = {
            "database_url": f"{self.service.upper()}_DATABASE_URL",
            "migrate_database_url": f"{self.service.upper()}_MIGRATE_DATABASE_URL",
            "amqp_url": f"{self.service.upper()}_AMQP_URL",
            "master_key_file": f"{self.service.upper()}_MASTER_KEY_FILE",
            "signing_key_file": f"{self.service.upper()}_SIGNING_KEY_FILE",
            "keys_file": "HOMEFIRE_KEYS_FILE",
            "blind_index_key_file": "HOMEFIRE_BLIND_INDEX_KEY_FILE",
        }
        missing = [variables[name] for name in names if not getattr(self, name)]
        if missing:
            raise SystemExit(f"{self.service} cannot start: set {', '.join(missing)}.")


def _urls(text: str, variable: str) -> dict[str, str]:
    """Services and their addresses, from JSON; raises `SystemExit` with the variable's name where it is none."""
    try:
        found = json.loads(text or "{}")
        if all(url.startswith(("http://", "https://")) for url in found.values()):
            return {str(name): str(url).rstrip("/") for name, url in found.items()}
    except (ValueError, AttributeError):
        pass
    raise SystemExit(f'{variable} is no JSON like {{"customers": "http://127.0.0.1:8001"}}: correct it.')


def _path(value: str | None) -> Path | None:
    return Path(value) if value else None
