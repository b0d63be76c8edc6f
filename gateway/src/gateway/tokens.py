"""The tokens the gateway signs: call tokens for the services, access tokens for agency systems.

A call token lives 60 seconds and is used again for the same caller, scopes and audience for at most 20, so
that a service sees few different ones and its kept verifications pay.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from homefire.auth import PARTIES, Signer
from homefire.errors import NotPermitted

CALL_LIFETIME = 60
REUSED_FOR = 20.0
ACCESS_LIFETIME = 600
AUDIENCE = "gateway"
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request comes from. `csrf_token` and `session_id` are set when a browser's cookie said so.

    `party` is set in the portal, and for a customer `link_id`, the link at customers by which it acts.
    """

    id: str
    name: str
    kind: str
    scopes: frozenset[str]
    csrf_token: str | None = None
    language: str | None = None
    password_temporary: bool = False
    party: str | None = None
    clock: str | None = None
    factor_missing: bool = False
    link_id: int | None = None
    session_id: str | None = None

    @property
    def in_portal(self) -> bool:
        """Whether it is a customer or a vendor, who sees the portal and nothing of the staff's (R225)."""
        return self.kind in PARTIES

    @property
    def linked(self) -> bool:
        """Whether it is a customer or a vendor whose log-in is linked to a number (R262)."""
        return self.in_portal and self.party is not None

    def may(self, scope: str) -> bool:
        """Whether it holds a scope."""
        return scope in self.scopes

    def require(self, scope: str) -> None:
        """Raises `NotPermitted` unless it holds the scope (R247)."""
        if scope not in self.scopes:
            raise NotPermitted(f"This needs the permission {scope}, which your role does not have.")


class Tokens:
    """Signs tokens and keeps the call tokens that are still young."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._kept: dict[Any, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def for_call(self, principal: Principal, audience: tuple[str, ...]) -> str:
        """A token for a call to the services named, for one who is logged in."""
        key = (principal.id, principal.name, principal.kind, principal.scopes, principal.party, audience)
        now = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now - kept[0] < REUSED_FOR:
            return kept[1]
        token = self._signer.sign(
            sub=principal.id,
            name=principal.name,
            kind=principal.kind,
            audience=audience,
            scopes=principal.scopes,
            lifetime=CALL_LIFETIME,
            party=principal.party,
        )
        self._keep(key, now, token)
        return token

    def for_access(
        self, *, sub: str, name: str, kind: str, scopes: Iterable[str], audiences: Iterable[str]
    ) -> str:
        """A token of 10 minutes that the services granted, and the gateway, accept directly."""
        return self._signer.sign(
            sub=sub,
            name=name,
            kind=kind,
            audience=[*audiences, AUDIENCE],
            scopes=scopes,
            lifetime=ACCESS_LIFETIME,
        )

    def _keep(self, key: Any, now: float, token: str) -> None:
        with self._lock:
            if len(self._kept) >= _KEPT:
                self._kept = {k: v for k, v in self._kept.items() if now - v[0] < REUSED_FOR}
            self._kept[key] = (now, token)
