"""Whether the link still holds by which a customer's log-in acts: customers owns it and is asked again and again (R262).

Each process asks at a session's first request and then once a minute. While customers does not answer, a session goes
on for ten minutes after the last time that it said yes, and then waits until it answers again.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from gateway.accounts import Actor, PortalAccounts
from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call
from homefire.errors import TimedOut, Unavailable

EVERY = 60.0
"""Seconds for which an answer counts."""
AT_MOST = 600.0
"""Seconds for which the last answer counts while there is no other."""
OWN_LINK = Call("customers", "get_own_portal_link")
_KEPT = 10_000

_Key = tuple[str | None, str | None, int | None]


class PortalLinks:
    """Compares what accounts say of links with what customers says."""

    def __init__(
        self, services: Services, accounts: PortalAccounts, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._services = services
        self._accounts = accounts
        self._clock = clock
        self._kept: dict[_Key, tuple[float, float]] = {}
        """When customers said yes, and when it was asked, by session, party and link."""
        self._lock = threading.Lock()

    def holds(self, principal: Principal, trace: Trace) -> bool:
        """Whether a customer's log-in may go on; if not, its account acts for nobody and its sessions have ended.

        Raises `Unavailable` where customers has not said so for too long.
        """
        now, key = self._clock(), _key(principal)
        confirmed, asked = self._kept.get(key, (-AT_MOST, -AT_MOST))
        if now - confirmed < EVERY or (now - asked < EVERY and now - confirmed < AT_MOST):
            return True
        try:
            link = self._services.ask(principal, OWN_LINK, trace=trace)
        except (Unavailable, TimedOut):
            if now - confirmed >= AT_MOST:
                raise Unavailable() from None
            self._keep(key, confirmed, now)
            return True
        if _agrees(principal, link):
            self._keep(key, now, now)
            return True
        self.follow(principal, link)
        return False

    def follow(self, principal: Principal, link: Mapping[str, Any]) -> bool:
        """Tells the account what customers has just said of its link; returns whether that was new."""
        account_id = uuid.UUID(principal.id)
        by = Actor(account_id, principal.name)
        if _agrees(principal, link):
            return False
        if link["link_id"] is None:
            ended = principal.link_id or 0
            return principal.linked and self._accounts.act_no_more(account_id, ended, by)
        return self._accounts.act_for(account_id, link["customer_number"], link["link_id"], by)

    def _keep(self, key: _Key, confirmed: float, asked: float) -> None:
        with self._lock:
            if len(self._kept) >= _KEPT:
                self._kept = {k: v for k, v in self._kept.items() if asked - v[0] < AT_MOST}
            self._kept[key] = (confirmed, asked)


def _key(principal: Principal) -> _Key:
    return principal.session_id, principal.party, principal.link_id


def _agrees(principal: Principal, link: Mapping[str, Any]) -> bool:
    number = link["customer_number"]
    party = f"customer/{number}" if number is not None else None
    return principal.party == party and (party is None or principal.link_id == link["link_id"])
