"""Reference lists that pages offer to choose from, each asked of its service at most once a minute."""

from __future__ import annotations

import threading
import time
from datetime import date
from typing import Any

from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call
from homefire.errors import Problem

KEPT_FOR = 60.0
PATIENCE = 1.5
"""Seconds. A page is not held up for a list; without one it offers the choices that it knew before."""


class KeptLists:
    """Lists by the operation that gives them. They are the same for everybody who may read them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}

    def answer(self, call: Call, principal: Principal, trace: Trace) -> dict[str, Any]:
        """What the operation answers; what it answered before, or no items, while its service is away."""
        key = (call.service, call.method)
        asked, known = self._kept.get(key, (float("-inf"), {"items": []}))
        if time.monotonic() - asked < KEPT_FOR:
            return known
        try:
            found: dict[str, Any] = self._services.ask(principal, call, trace=trace, timeout=PATIENCE)
        except Problem:
            return known
        with self._lock:
            self._kept[key] = (time.monotonic(), found)
        return found


def offered(entries: list[dict[str, Any]], today: date) -> list[dict[str, Any]]:
    """The entries that may be chosen on a day. Retired ones still render on old records."""
    return [
        entry
        for entry in entries
        if (entry.get("valid_from") or "") <= today.isoformat() <= (entry.get("valid_to") or "9999-12-31")
    ]
