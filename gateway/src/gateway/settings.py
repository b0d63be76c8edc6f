"""The gateway's configuration: what every service has, and what only the front door needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from environs import Env

from homefire.settings import Settings

SERVICES = ("customers", "applications", "weatherization", "appointments", "messaging", "documents", "audit")
LOCAL_HTTP = {name: f"http://127.0.0.1:{8001 + index}" for index, name in enumerate(SERVICES)}


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """How the gateway runs.

    `base.workers` is the number of threads in each of `processes` processes. `proxies` is how many reverse
    proxies of ours stand in front: as many `X-Forwarded-*` entries are believed, none by default.
    `upper_case` shows what was typed in capitals, as the manual's screens do; it is stored as it was typed (R27).
    """

    base: Settings
    service_urls: Mapping[str, str]
    secret_key: bytes = field(repr=False)
    secure_cookies: bool = True
    processes: int = 2
    proxies: int = 0
    upper_case: bool = False

    @classmethod
    def from_environment(cls) -> GatewaySettings:
        """The settings that `run` needs; a missing variable ends the process with its name."""
        base = Settings.from_environment("gateway")
        base.require("database_url", "amqp_url", "signing_key_file", "keys_file")
        env = Env()
        with env.prefixed("GATEWAY_"):
            urls = cast("dict[str, str]", env.json("SERVICE_URLS", LOCAL_HTTP))
            secret_file = env.str("SECRET_KEY_FILE", "")
            if not secret_file:
                raise SystemExit("gateway cannot start: set GATEWAY_SECRET_KEY_FILE.")
            return cls(
                base=base,
                service_urls=urls,
                secret_key=read_secret(Path(secret_file)),
                secure_cookies=env.bool("SECURE_COOKIES", True),
                processes=env.int("PROCESSES", 2),
                proxies=env.int("PROXIES", 0),
                upper_case=env.bool("UPPER_CASE", False),
            )


def read_secret(path: Path) -> bytes:
    """The key from which form tokens are derived. At least 32 characters, or the process does not start."""
    secret = path.read_bytes().strip()
    if len(secret) < 32:
        raise SystemExit(f"gateway cannot start: {path} must hold at least 32 characters.")
    return secret
