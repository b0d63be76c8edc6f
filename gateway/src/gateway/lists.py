"""Reference lists that pages offer to choose from, each asked of its service at most once a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call

KEPT_FOR = 60.0
PATIENCE = 1.5
"""Seconds. A page is not held up for a list; without one it offers the choices that it knew before."""


class KeptLists:
    """Lists by the call that gives them. They are the same for everybody who may read them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, ...], tuple[float, dict[str, Any]]] = {}

    def answer(
        self, call: Call, principal: Principal, trace: Trace, *, kept_for: float = KEPT_FOR
    ) -> dict[str, Any]:
        """What the operation answers; what it answered before, or no items, while its service is away.

        `kept_for` is in seconds: 0 for a list by which every process of the gateway must go at once.
        """
        return self.answers([call], principal, trace, kept_for=kept_for)[0]

    def answers(
        self, calls: Sequence[Call], principal: Principal, trace: Trace, *, kept_for: float = KEPT_FOR
    ) -> list[dict[str, Any]]:
        """Several lists; those that are not known well enough are asked for at once."""
        old = [call for call in calls if time.monotonic() - self._known(call)[0] >= kept_for]
        if old:
            found = self._services.ask_all(principal, old, trace=trace, timeout=PATIENCE)
            with self._lock:
                for call, outcome in zip(old, found, strict=True):
                    if not isinstance(outcome, BaseException):
                        self._kept[_key(call)] = (time.monotonic(), outcome)
        return [self._known(call)[1] for call in calls]

    def forget(self, service: str) -> None:
        """Asks anew for every list of a service, one of which somebody has changed here."""
        with self._lock:
            self._kept = {key: kept for key, kept in self._kept.items() if key[0] != service}

    def _known(self, call: Call) -> tuple[float, dict[str, Any]]:
        return self._kept.get(_key(call), (float("-inf"), {"items": []}))


def _key(call: Call) -> tuple[str, ...]:
    return (call.service, call.method, *(str(argument) for argument in call.args))


def offered(entries: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """The entries that may be chosen on a day. Retired ones still render on old records."""
    return [
        entry
        for entry in entries
        if (entry.get("valid_from") or "") <= today.isoformat() <= (entry.get("valid_to") or "9999-12-31")
    ]
