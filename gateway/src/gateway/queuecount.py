"""How many customers wait in somebody's alert queue: what the menu shows on every page, asked seldom."""

from __future__ import annotations

import threading
import time
from typing import Any

from gateway.services import Services, Trace
from gateway.tokens import Principal
from homefire.client import Call

KEPT_FOR = 15.0
PATIENCE = 0.5
"""Seconds. No page is held up for a figure; without one the menu shows none."""
_MOST_KEPT = 2_000

Counts = dict[str, Any]


class QueueCounts:
    """The counts of each person's queue as it opens (mine and unassigned). That there are none is kept as well."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Counts | None]] = {}

    def of(self, principal: Principal, trace: Trace) -> Counts | None:
        """A person's counts, at most `KEPT_FOR` seconds old; None while they are not to be had."""
        now = time.monotonic()
        asked_at, known = self._kept.get(principal.id, (float("-inf"), None))
        if now - asked_at < KEPT_FOR:
            return known
        call = Call("customers", "count_alert_queue")
        [outcome] = self._services.ask_all(principal, [call], trace=trace, timeout=PATIENCE)
        found = None if isinstance(outcome, BaseException) else outcome
        self.learn(principal, found)
        return found

    def learn(self, principal: Principal, counts: Counts | None) -> None:
        """What a page has just been told: its menu says the same."""
        now = time.monotonic()
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept = {key: kept for key, kept in self._kept.items() if now - kept[0] < KEPT_FOR}
            self._kept[principal.id] = (now, counts)

    def forget(self, principal: Principal) -> None:
        """The person has just changed the queue: the next page asks anew."""
        with self._lock:
            self._kept.pop(principal.id, None)
